"""Mail domains that everybody may have an address at: they say nothing about where somebody works.

Whole domains; a provider with one for each country is told by the name before the country (`FREE_NAMES`).
"""

from typing import Final

FREE_NAMES: Final = frozenset({
    *("gmail", "googlemail", "hotmail", "live", "outlook", "msn", "yahoo", "ymail", "rocketmail", "aol", "icloud"),
    *("gmx", "yandex", "protonmail", "proton", "tutanota", "tuta", "zoho", "mail", "email", "inbox", "fastmail"),
})  # fmt: skip

FREE_DOMAINS: Final = frozenset({
    *("me.com", "mac.com", "pm.me", "hey.com", "duck.com", "passport.com", "privaterelay.appleid.com"),
    *("fastmail.fm", "hushmail.com", "runbox.com", "runbox.no", "mailbox.org", "posteo.de", "posteo.net"),
    *("riseup.net", "disroot.org", "mailfence.com", "startmail.com", "kolabnow.com", "ctemplar.com"),
    # Providers of access, by country, whose customers have an address there.
    *("online.no", "broadpark.no", "frisurf.no", "lyse.net", "getmail.no", "start.no", "c2i.net"),
    *("telia.com", "comhem.se", "bredband.net", "spray.se", "tele2.se", "home.se", "passagen.se"),
    *("jubii.dk", "ofir.dk", "mail.tele.dk", "stofanet.dk", "tdcadsl.dk", "youmail.dk"),
    *("luukku.com", "kolumbus.fi", "suomi24.fi", "saunalahti.fi", "elisanet.fi", "pp.inet.fi"),
    *("web.de", "freenet.de", "t-online.de", "arcor.de", "online.de", "vodafone.de", "kabelmail.de"),
    *("aon.at", "chello.at", "bluewin.ch", "sunrise.ch", "hispeed.ch"),
    *("orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr", "numericable.fr"),
    *("skynet.be", "telenet.be", "proximus.be", "scarlet.be", "ziggo.nl", "kpnmail.nl", "planet.nl", "xs4all.nl"),
    *("home.nl", "hetnet.nl", "upcmail.nl", "casema.nl", "quicknet.nl", "chello.nl"),
    *("btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "talktalk.net"),
    *("tiscali.co.uk", "btopenworld.com", "eircom.net", "libero.it", "virgilio.it", "tin.it", "alice.it"),
    *("tiscali.it", "terra.es", "telefonica.net", "sapo.pt", "netcabo.pt", "clix.pt"),
    *("wp.pl", "o2.pl", "onet.pl", "interia.pl", "op.pl", "seznam.cz", "centrum.cz", "centrum.sk", "azet.sk"),
    *("freemail.hu", "citromail.hu", "abv.bg", "rambler.ru", "bk.ru", "list.ru", "ya.ru", "ukr.net", "i.ua"),
    *("comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net"),
    *("earthlink.net", "juno.com", "optonline.net", "shaw.ca", "rogers.com", "sympatico.ca", "telus.net"),
    *("bigpond.com", "optusnet.com.au", "xtra.co.nz", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br"),
    *("qq.com", "163.com", "126.com", "sina.com", "sina.cn", "sohu.com", "foxmail.com", "naver.com", "daum.net"),
    *("hanmail.net", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "rediffmail.com", "walla.co.il"),
    # Addresses that are thrown away.
    *("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "temp-mail.org", "trashmail.com"),
})  # fmt: skip

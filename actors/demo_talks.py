"""What customers of a lamp shop and its agents might say to each other. Who says it and when is made elsewhere.

A line begins with who speaks: C the customer, A the agent, N a note between agents. Words in braces are filled in.
A name in brackets is a file of demo_files.py that is sent.
"""

from typing import Final

SUPPORT: Final = (
    """
    C: Hello, order {order} says delivered, but there is no parcel here.
    A: That should not happen, {first}. Let me see what the carrier wrote down.
    A: They left it in the shop on the corner because nobody answered. There should have been a card.
    C: No card, but I know that shop
    C: I'll walk over, thanks!
    A: Take something with your name on it. If it is not there, write again and I will send a new one today.
    C: Got it, it was under the counter :)
    """,
    """
    C: my {lamp} flickers since yesterday
    A: Sorry to hear that. Does it flicker right away, or after it has been on for a while?
    C: after ten minutes or so
    A: Then it is most likely the bulb getting too warm. Which one is in it?
    C: an old halogen I had lying around
    A: That explains it: {lamp} wants an LED of 6 W at most. I am sending you one of ours, free of charge.
    C: oh that's very kind
    A: It leaves tomorrow morning. Until then please leave the lamp off.
    """,
    """
    C: Can I still change the address of order {order}? I have moved to {town}.
    A: You can, it has not left the workshop. What is the new address?
    C: Mill Lane 14, {town}
    A: Changed. You will get a new confirmation in a minute.
    C: Has arrived. Thank you!
    """,
    """
    C: The glass of my {lamp} arrived with a crack in it.
    A: Oh no. I am sorry, {first}. Could you send me a picture of it, and the order number?
    C: [Cracked glass.jpg]
    C: {order}
    A: Thank you. A new glass leaves today. You need not send the broken one back.
    C: And the lamp itself I keep?
    A: Yes, the glass unscrews at the bottom, to the left. There is a drawing in the parcel.
    C: Perfect, that was fast
    """,
    """
    C: How long is delivery to {town} at the moment?
    A: Two to four days with the parcel service, one day more for pendants.
    C: So if I order today it could be here by Friday?
    A: For a table lamp, yes. I would not promise it for a pendant.
    C: It's a {lamp}. I'll risk it
    """,
    """
    C: I would like to return my {lamp}, it is larger than I thought
    A: No problem, you have 30 days. Do you still have the box?
    C: Yes, everything
    A: Here is a label for order {order}. Drop it at any parcel shop.
    A: [Return label.pdf]
    C: When do I get the money back?
    A: Within three days after it is here. You get a mail at each step.
    C: Great. Nothing wrong with the lamp by the way, it is beautiful, just my shelf is tiny
    A: Thank you for saying so! {lamp} has a small sister coming in spring.
    """,
    """
    C: Is the {lamp} dimmable?
    A: It is, with a dimmer for LED. Older ones for bulbs make it hum.
    C: How do I know which one I have?
    A: If it is older than ten years it is almost certainly the other kind. Its front plate says R or LED.
    C: There is an R
    A: Then it needs another dimmer. An electrician changes that in a quarter of an hour.
    C: Ok, good to know before buying!
    """,
    """
    C: You charged me twice for {order}!!
    A: I understand that this is annoying. Let me look at the payments.
    A: I see one payment of € {amount} and one reservation of the same sum. The second goes away by itself.
    C: my bank shows both
    A: It does for two or three days. If it is still there on Friday, we will sort it out with your bank.
    N: Second reservation on {order} was released by the provider this morning.
    C: ok I will wait and see
    """,
    """
    C: where is my order
    A: Hello {first}, I will look it up. What is the number?
    C: {order}
    A: It left us this morning and should be there the day after tomorrow. For tracking: LU{order}EN.
    C: thx
    """,
    """
    C: Hi! The switch of my {lamp} broke after four years. Do you sell the part?
    A: We do, and for you it is free: switches have a guarantee for as long as you own the lamp.
    C: Wow. Do I need my receipt?
    A: No, a picture of the underside is enough. The number there tells us when it was made.
    C: [Underside.jpg]
    C: It says 4471
    A: That is one of the first. The switch leaves tomorrow, with two small screws you will want to keep.
    C: You have a customer for life
    """,
    """
    C: Can I pay by invoice?
    A: Private customers can, up to € 300. Choose "invoice" in the last step.
    C: I don't see it there
    A: It hides when the delivery address differs from the billing address. Could that be it?
    C: Yes! It's a present
    A: Then order it to your own address and write the other one into the note. I will see to it.
    C: Done, order {order}
    A: I have it here, with the address in {town}. A card to go with it?
    C: Yes please: "Happy birthday from all of us"
    A: Lovely. It will be in the parcel.
    """,
    """
    C: Does the Harbour survive rain?
    A: It does, it is made for it. Only the sea air makes the brass go green after a year or two.
    C: Some people pay extra for that
    A: We do not charge for it :)
    """,
    """
    C: The login on your site does not work, it says my mail is unknown
    A: Let me check. Which address did you order with?
    C: the one I wrote above I think
    A: Your order {order} has a different one, with a typing error in it. Shall I correct it?
    C: Please
    A: Done. Use "forgot password" once and you are in.
    C: works
    """,
    """
    C: I'm missing the ceiling hook for my pendant
    A: It hides in the lid of the box, in a small paper bag. Could you have a look?
    C: ...
    C: found it. sorry
    A: You are the third this week. We will print it on the lid.
    """,
    """
    C: Which bulb do I need for {lamp}?
    A: An E14 LED, 4 to 6 W, warm white. 2700 K gives the light of our pictures.
    C: And frosted or clear?
    A: Frosted under opal glass, clear where you see the bulb.
    C: Thank you, very helpful
    """,
    """
    C: Bonjour, do you ship to France?
    A: We do, € 12 and three to five days. Customs are not needed.
    C: And returns?
    A: Free as well, with a label that we mail you.
    C: Merci, then I order this evening
    """,
    """
    C: I got the wrong lamp. Ordered {lamp}, got something else
    A: I am sorry! Is it order {order}?
    C: yes
    A: Two parcels were mixed up in packing. Yours leaves today, and somebody fetches the other one on Thursday.
    C: Thursday I'm not at home
    A: Friday between 8 and 12?
    C: works for me
    N: Pick-up moved to Friday morning. The other customer has been told.
    A: Noted. There is a bulb of ours in the new parcel, for the trouble.
    """,
    """
    C: Quick one: is the cable of the {lamp} long enough for 2.5 metres?
    A: It is 1.8 metres. We make it longer, up to four, for € 9.
    C: Can I add that to {order}?
    A: Added. It leaves a day later then.
    C: Fine!
    """,
    """
    C: Hello, I need a copy of my invoice for {order} for my tax people
    A: Of course. It is on its way to your mail, and you find all of them under "My orders".
    C: Didn't know that. Thanks
    """,
    """
    C: the lamp gets quite warm at the top is that ok
    A: Warm is fine, hot is not. Can you keep a hand on it for five seconds?
    C: yes easily
    A: Then all is well. The shade leads the warmth away from the bulb, that is why it lives so long.
    C: ok good, just wanted to be sure
    """,
)

SALES: Final = (
    """
    C: Good morning, we are opening a café in {town} and need about thirty pendants.
    A: Congratulations! Thirty Moons, or a mix?
    C: Twenty over the tables and ten at the bar, the bar ones smaller
    A: Then 20 Moons of 30 cm and 10 of 18 cm. At that number you get 8 % off and delivery is free.
    C: Could we see a drawing with light on it?
    A: Yes, mail me a plan of the room with the height of the ceiling, and you have it in three days.
    C: Will do this afternoon
    A: Looking forward to it. I am reserving the glass for you until the end of the month.
    """,
    """
    C: What is your price for 60 Dusk for a hotel?
    A: For sixty it is € 128 each, with your own glass colour if you like.
    C: Colour costs extra?
    A: Not from fifty on. The first sample takes two weeks.
    C: And delivery for all of them?
    A: Six weeks after you have agreed to the sample.
    C: I'll take it to our owner
    N: Owner decides on Monday. Call on Tuesday.
    """,
    """
    C: Do you have a showroom?
    A: In our workshop, Tuesdays to Fridays from 10 to 16. Best with a call before.
    C: Could I come on Thursday at 11?
    A: Noted, {first}. Ring at the yard, not at the front door.
    """,
    """
    C: Hi, architect here. Do you have files of your lamps for our light planning?
    A: For all of them. Which program do you use?
    C: anything that reads IES
    A: Then I will mail you the whole set. It has the drawings as well.
    C: Brilliant, most people make me sign three things first
    """,
    """
    C: We want to put Harbour lanterns along a hotel path, 40 of them, by the sea
    A: Then I would take the bronze version: it does not mind salt. € 118 each at forty.
    C: Wired or battery?
    A: Wired at 24 V, so that nobody needs to be careful with a spade.
    C: do you install?
    A: We work with an electrician in {town}. Shall I ask them to call you?
    C: Yes please, mornings are best
    """,
    """
    C: Can we rent lamps for a wedding?
    A: We do not rent, I am afraid. But we buy back within 14 days, at 70 % of the price.
    C: That's clever. For 25 lanterns?
    A: For any number. They only need to come back clean.
    C: Ok I'll talk to my sister
    """,
    """
    C: Is there a discount for schools?
    A: There is: 15 % for schools and libraries, from five lamps on.
    C: We need 12 Readers for our library
    A: That is € 2,703 with delivery. Shall I write an offer?
    C: Yes, to the mail above please
    A: It will be there within the hour.
    """,
    """
    C: Do you ship to Norway for business customers?
    A: Yes, with all the customs papers done. It adds about a week.
    C: And who pays the fees?
    A: We do, the price in the offer is the price at your door.
    C: Good. I'll send you a list of what we need
    """,
    """
    C: the moon pendant in black, is that possible?
    A: From 20 pieces on. Matt or glossy?
    C: matt
    A: We did that once for a theatre, it looks wonderful with a warm bulb. I can mail you a picture.
    C: please do!
    """,
    """
    C: How fast could you deliver 15 Reader lamps?
    A: There are 18 on the shelf, so: tomorrow out, Thursday with you.
    C: Then I would like to order 15
    A: Gladly. Company and address, please?
    C: It's all in the form I filled in I think
    A: It is. You have the confirmation in a minute, {first}.
    C: super
    """,
)

# The first words of those who leave before anybody has answered.
ABANDONED: Final = (
    "Hi, is anybody there?",
    "Do you have the {lamp} in green?",
    "What about my order {order}",
    "hello",
    "Question about a return",
    "Is the shop in {town} open on Saturdays?",
    "Can I cancel {order}? I ordered twice by mistake",
    "How much is shipping?",
)

# What is said by those who come back after the end.
# What an agent says to a last word of thanks.
FAREWELLS: Final = (
    "You are welcome, {first}. Have a nice day!",
    "My pleasure. Enjoy the light!",
    "Glad to hear that. Write again whenever you need us.",
    "Good! Have a nice day, {first}.",
    "You are welcome!",
)

RETURNS: Final = (
    """
    C: Sorry, one more thing: can I add a gift card to {order}?
    A: Welcome back. Added, it will lie on top.
    C: Thanks again!
    """,
    """
    C: I'm back, it did not work after all
    A: Then let us do it together. What do you see now?
    C: wait, now it does. I had forgotten to switch it off in between
    A: That happens to all of us. Have a nice evening!
    """,
)

COMMENTS: Final = {
    5: ("Fast and kind.", "Great service!", "Solved in two minutes.", "", "", ""),
    4: ("Good help, a bit of a wait.", "Friendly.", "", "", ""),
    3: ("Took a while.", "", ""),
    2: ("I had to explain everything twice.", ""),
    1: ("Still no parcel.", ""),
}

FIRST_NAMES: Final = (
    *("Mia", "Leo", "Zoe", "Noah", "Ella", "Finn", "Ida", "Jonas", "Klara", "Liam", "Nora", "Oskar", "Petra"),
    *(
        "Ravi",
        "Sofia",
        "Tom",
        "Ulla",
        "Victor",
        "Wanda",
        "Yusuf",
        "Amira",
        "Ben",
        "Chloe",
        "Dario",
        "Elif",
        "Freya",
    ),
    *("Gus", "Hanna", "Ivo", "June", "Kofi", "Lena", "Marek", "Nina", "Omar", "Paula", "Quinn", "Rosa", "Samir"),
)
LAST_NAMES: Final = (
    *("Berg", "Costa", "Dahl", "Evans", "Fischer", "Grant", "Holm", "Ivanova", "Jansen", "Keller", "Lopez"),
    *("Meyer", "Novak", "Olsen", "Patel", "Quist", "Rossi", "Silva", "Tanaka", "Unger", "Vance", "Weber", "Young"),
)
TOWNS: Final = ("Bergen", "Porto", "Leeds", "Graz", "Ghent", "Turku", "Galway", "Lyon", "Aarhus", "Basel")
LAMPS: Final = ("Dusk", "Moon", "Reader", "Harbour")
PAGES: Final = ("/", "/lamps", "/lamps/dusk", "/lamps/moon", "/delivery", "/orders")

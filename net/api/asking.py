"""Who asks for a file: an agent by her session, or a customer by the token of her one chat.

Both come in the same header; an agent may have her cookie instead. A token never stands in an address, where it
would get into histories, logs of proxies and `Referer`.
"""

from typing import Annotated

from fastapi import Depends

from actors.domain.errors import NotSignedIn
from actors.domain.rights import Customer
from actors.files import Asking
from net.api.common import OfAsker, OfSite, agent_of
from net.credentials import bearer_of, token_hash
from store.queries import chats


async def asking(asker: OfAsker, site: OfSite) -> Asking:
    known = await site.auth.of_asker(asker)
    if known is not None:
        return Asking(await agent_of(known, site))
    token = bearer_of(asker)
    chat = await site.house.store.read(chats.by_token, token_hash(token)) if token else None
    if chat is None:
        raise NotSignedIn("Sign in, or show the token of the chat.")
    return Asking(Customer(), chat)


OfAsking = Annotated[Asking, Depends(asking)]

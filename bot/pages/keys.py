"""What browsers hand back to us, signed: who they are, which form was ours, which link."""

import secrets

from itsdangerous import BadSignature, Signer, URLSafeSerializer

_ONCE = 2**53  # what a script can count


class Keys:
    """Signs with the installation's own secret. What is forged reads as None or False."""

    def __init__(self, secret: str) -> None:
        self._cookie = URLSafeSerializer(secret, salt="cookie")
        self._form = Signer(secret, salt="form")
        self._link = URLSafeSerializer(secret, salt="link")

    def cookie(self, address: str) -> str:
        """What a browser keeps to be known as the chat at `address`."""
        return str(self._cookie.dumps(address))

    def address(self, cookie: str) -> str | None:
        """Whose cookie this is."""
        found = _read(self._cookie, cookie)
        return found if isinstance(found, str) else None

    def word(self, address: str) -> str:
        """The word that only our own forms know, so that no other site can post for somebody."""
        return self._form.get_signature(address).decode()

    def is_word(self, address: str, given: str) -> bool:
        return self._form.verify_signature(address.encode(), given.encode())

    def link(self, invitation_id: int) -> str:
        """What stands in a link to one person's invitation."""
        return str(self._link.dumps(invitation_id))

    def invitation(self, token: str) -> int | None:
        """Whose invitation a link leads to, by number."""
        found = _read(self._link, token)
        return found if type(found) is int else None


def new_address() -> str:
    """The address of a new chat, which nobody can guess."""
    return secrets.token_urlsafe(16)


def new_once() -> int:
    """Names a form, so that it is taken once however often it is posted."""
    return secrets.randbelow(_ONCE)


def read_once(text: str) -> int | None:
    """The same from a form; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:20]) < _ONCE else None


def _read(serializer: URLSafeSerializer, text: str) -> object:
    try:
        return serializer.loads(text)
    except BadSignature:
        return None

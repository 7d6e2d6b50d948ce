"""Names and addresses as they stand where the whole of them is not needed."""


def masked_email(address: str) -> str:
    """a••@gmail.com"""
    local, at, domain = address.partition("@")
    return f"{local[:1]}••{at}{domain}" if at else ""


def masked_name(name: str) -> str:
    """A••• P•••"""
    return " ".join(f"{word[0]}•••" for word in name.split())

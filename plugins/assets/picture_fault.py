"""What can be wrong with a picture file."""

from __future__ import annotations


class PictureError(ValueError):
    """A file that cannot be published as a picture: what is wrong, the remedy, and the line in a drawing."""

    def __init__(self, what: str, remedy: str, line: int = 1) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what, self.remedy, self.line = what, remedy, line

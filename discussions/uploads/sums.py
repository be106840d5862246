"""Whether a part came as it was sent (tus 1.0, checksum): against a noisy line, not against an enemy."""

import base64
import hashlib

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, DomainError

SUMS = ("sha1", "sha256")  # the protocol asks for the first


class SumDiffers(DomainError):
    """What came is not what was sent."""

    status = 460  # tus 1.0: Checksum Mismatch


class Sum:
    """What a part must hash to: an algorithm of `SUMS`, and a digest in base64."""

    def __init__(self, algorithm: str, digest: str) -> None:
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = digest
        self.update = self._hash.update

    def check(self) -> None:
        """Raise SumDiffers when what came hashes to something else."""
        if base64.b64encode(self._hash.digest()).decode() != self._expected:
            raise SumDiffers(Code.INVALID, _("This part was changed on its way. Send it again."), fields=["Upload-Checksum"])

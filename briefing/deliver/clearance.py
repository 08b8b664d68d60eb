"""Right people only: the paper's label against what each reader is cleared for. Fails closed.

The Traffic Light Protocol (FIRST, TLP 2.0) says with whom a paper may be shared; a list says up to
which label each of its readers may see. Where nobody said, a reader may have what everybody may.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefing.deliver.labels import ORDER
from briefing.deliver.recipients import Recipient
from briefing.errors import BriefingError, Faults
from briefing.model import Marking


def check_clearance(
    marking: Marking | None,
    recipients: Sequence[Recipient],
    *,
    unmarked: bool = False,
    confirmed: Collection[str] = (),
) -> None:
    """Refuse when anybody on the list may not have this paper; the faults name every one of them.

    An unmarked paper goes to readers with clearances only with the explicit word `unmarked`: on such
    a list a missing label is more likely a mistake than a decision. RED goes to nobody whose address
    is not in `confirmed`, one by one.
    """
    if marking is None:
        listed = [r for r in recipients if r.clearance]
        if listed and not unmarked:
            message = f"the paper is not marked, and {listed[0].address.spec} is on a list with clearances"
            raise BriefingError(message, hint="--marking LABEL marks it; --unmarked sends it as it is")
        return
    level = ORDER.index(marking)
    faults = [
        BriefingError(
            f"may have {recipient.clearance or 'TLP:CLEAR (nobody said more)'}, this is {marking}",
            where=recipient.address.spec,
        )
        for recipient in recipients
        if ORDER.index(recipient.clearance or "TLP:CLEAR") < level
    ]
    if faults:
        hint = (
            "clearances stand in the lists; --clearance LABEL gives it to those named by --to and --to-file"
        )
        raise Faults(faults, hint=hint)
    if marking == "TLP:RED":
        names = {name.casefold() for name in confirmed}
        faults = [
            BriefingError("was not confirmed by name for a TLP:RED paper", where=recipient.address.spec)
            for recipient in recipients
            if recipient.address.key not in names
        ]
        if faults:
            raise Faults(faults, hint="--confirm ADDRESS, once for each")

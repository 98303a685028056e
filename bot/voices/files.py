"""What is made for a group of people from outside."""

from bot.voices import form, spreadsheet
from bot.voices.invitation import Invitation
from flows.assessment import Assessment


def made_for(assessment: Assessment, whose: str) -> dict[str, bytes]:
    """Each file by its name. Raises Refusal for what does not say who they are."""
    invitation = Invitation.of(assessment, whose)
    name = f"balance-answers-{assessment.id}"
    return {
        f"{name}.html": form.page(assessment, invitation),
        f"{name}.ods": spreadsheet.blank(invitation, assessment.framework),
    }

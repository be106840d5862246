"""Who is about to come, and who has just left."""

from collab.demo.cast import Stage
from discussions.spaces.seating import end_seat
from groups.invitations import invite
from groups.roles import Post, Role
from groups.shapes import InvitationDraft

CS, PS, TF = "Civil Society Reference Group", "Private Sector Reference Group", "Global Task Force"
INVITED = (  # by whom, into which group, the address before the @, for which organisation, role, post
    ("sunita", CS, "rui.mare", "harbour", Role.MEMBER, Post.NONE),
    ("maren", PS, "yara.quill", "merid", Role.MEMBER, Post.NONE),
    ("ruth", TF, "sefa.lorimer", "FJ", Role.MEMBER, Post.ALTERNATE),
)
LEFT = (("sunita", CS, "jory", "Left the organisation; Blue Acacia Hotline Association (example) will name somebody else."),)


def come_and_go(stage: Stage) -> None:
    """Invitations that wait in their mails, and seats that have ended.  What those people wrote stays."""
    for by, group, mail, body, role, post in INVITED:
        draft = InvitationDraft(email=f"{mail}@example.org", organisation=stage.bodies[body], role=role, post=post)
        invite(stage.people[by], stage.groups[group], draft)
    for by, group, who, reason in LEFT:
        end_seat(by=stage.people[by], seat_id=stage.seats[group, who], reason=reason)

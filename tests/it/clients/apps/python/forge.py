"""A forge's REST API: PyGithub follows `Link` headers and the addresses in answers."""

from checks import BASE, check
from github import Auth, Github

forge = Github(base_url=BASE, auth=Auth.Token("token"), retry=None, per_page=2, seconds_between_requests=0, seconds_between_writes=0)


def ask(call, asked):
    check("PyGithub", call, asked, lambda error: {"type": type(error).__name__, "status": getattr(error, "status", str(error))})


def repository():
    pot = forge.get_repo("tea/pot")
    return [pot.id, pot.owner.login, pot.private, pot.stargazers_count, pot.created_at]


def issues():
    return [[issue.number, issue.title] for issue in forge.get_repo("tea/pot").get_issues()]


def issue():
    lid = forge.get_repo("tea/pot").get_issue(1)
    return [lid.title, lid.body, lid.comments, lid.user.login]


def new_issue():
    crack = forge.get_repo("tea/pot").create_issue("Crack", labels=["glaze"])
    return [crack.number, crack.title, crack.state]


def closed():
    lid = forge.get_repo("tea/pot").get_issue(1)
    lid.edit(state="closed")
    return lid.state


def comment():
    lid = forge.get_repo("tea/pot").get_issue(1)
    mended = lid.create_comment("Mended.")
    return [mended.id, mended.body, mended.created_at]


def starred():
    return forge.get_user().add_to_starred(forge.get_repo("tea/pot"))


ask("repository", repository)
ask("its issues, page by page", issues)
ask("an issue", issue)
ask("a new issue", new_issue)
ask("closed", closed)
ask("a comment", comment)
ask("starred", starred)
ask("no such repository", lambda: forge.get_repo("tea/cup"))

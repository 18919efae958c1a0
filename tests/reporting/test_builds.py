"""Which build made a run."""

from lockstep.reporting.builds import Build, build, executor

GITHUB = {
    "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "team/orders",
    "GITHUB_RUN_NUMBER": "41", "GITHUB_RUN_ID": "9001", "GITHUB_WORKFLOW": "acceptance", "GITHUB_SHA": "c0ffee",
}  # fmt: skip


def test_github_actions() -> None:
    made = build(GITHUB)
    assert made == Build(
        service="GitHub Actions",
        number=41,
        name="acceptance #41",
        page="https://github.example/team/orders/actions/runs/9001",
        commit="c0ffee",
    )
    assert executor(made) == {
        "name": "GitHub Actions",
        "type": "github",
        "buildOrder": 41,
        "buildName": "acceptance #41",
        "buildUrl": "https://github.example/team/orders/actions/runs/9001",
    }


def test_gitlab_and_jenkins() -> None:
    gitlab = build({"GITLAB_CI": "true", "CI_PIPELINE_IID": "7", "CI_JOB_NAME": "sync", "CI_COMMIT_SHA": "abc"})
    assert (gitlab.service, gitlab.number, gitlab.name, gitlab.commit) == ("GitLab", 7, "sync #7", "abc")
    jenkins = build({"JENKINS_URL": "https://ci.example", "BUILD_NUMBER": "x", "BUILD_URL": "https://ci.example/7"})
    assert (jenkins.service, jenkins.number, jenkins.page) == ("Jenkins", 0, "https://ci.example/7")


def test_no_service_no_build() -> None:
    assert build({"PATH": "/bin", "GITHUB_ACTIONS": ""}) == Build()
    assert executor(Build()) == {}

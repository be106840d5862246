import hashlib
import json

from django.db import migrations, models


def canonical(data):
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def keep_whole(apps, schema_editor):
    """Results that were counted before get the form of the new ones, in batches; safe to run again."""
    Result, Ballot = apps.get_model("polls", "Result"), apps.get_model("polls", "Ballot")
    batch = []
    for row in Result.objects.filter(digest="").iterator(500):
        votes = {}
        for content, abstained in Ballot.objects.filter(poll_id=row.pk).values_list("content", "abstained"):
            vote = {"abstained": True} if abstained else {"choices": sorted(content.get("choices", []))}
            key = canonical(vote)
            votes[key] = votes.get(key, 0) + 1
        leading = row.leading
        row.eligible = row.old_eligible
        row.votes = [{**json.loads(key), "weight": votes[key]} for key in sorted(votes)]
        row.brief = {
            "method": "plurality", "eligible": row.old_eligible, "cast": row.old_cast, "abstained": row.old_abstained,
            "counts": [
                {"key": each["key"], "count": each["count"], "points": None, "mean": None, "median": None, "spread": None}
                for each in row.counts
            ],
            "winners": leading,
            "passed": passed(row),
            "tests": [{"constituency": None, **each} for each in row.tests],
            "ties": [{"round": 1, "among": leading, "purpose": "lead", "by": "open", "picked": None}] if len(leading) > 1 else [],
        }
        rounds = [{
            "round": 1, "step": "first", "of": None, "votes": [{"key": each["key"], "votes": each["count"]} for each in row.counts],
            "exhausted": 0, "residual": 0, "quota": None, "elected": leading if len(leading) == 1 else [], "excluded": [],
        }]
        row.outcome = {
            **row.brief, "rounds": rounds, "order": [], "pairs": [], "paths": [], "constituencies": [], "agreement": [],
        }
        row.digest = hashlib.sha256(canonical(row.outcome).encode()).hexdigest()
        batch.append(row)
        if len(batch) == 500:
            Result.objects.bulk_update(batch, ["eligible", "votes", "brief", "outcome", "digest"])
            batch = []
    Result.objects.bulk_update(batch, ["eligible", "votes", "brief", "outcome", "digest"])


def passed(row):
    """The options that passed the tests of an older result."""
    if not all(test["met"] for test in row.tests if test["option"] is None):
        return []
    own = [test for test in row.tests if test["option"] is not None]
    return [test["option"] for test in own if test["met"]] if own else row.leading


class Migration(migrations.Migration):

    dependencies = [("polls", "0003_secret_votes")]

    operations = [
        migrations.RenameField("result", "eligible", "old_eligible"),
        migrations.RenameField("result", "cast", "old_cast"),
        migrations.RenameField("result", "abstained", "old_abstained"),
        migrations.AddField("result", "eligible", models.JSONField(default=int), preserve_default=False),
        migrations.AddField("result", "votes", models.JSONField(default=list), preserve_default=False),
        migrations.AddField("result", "brief", models.JSONField(default=dict), preserve_default=False),
        migrations.AddField("result", "outcome", models.JSONField(default=dict), preserve_default=False),
        migrations.AddField("result", "withheld", models.BooleanField(default=False)),
        migrations.AddField("result", "lot", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.AddField("result", "digest", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.RunPython(keep_whole, migrations.RunPython.noop),
        migrations.RemoveField("result", "old_eligible"),
        migrations.RemoveField("result", "old_cast"),
        migrations.RemoveField("result", "old_abstained"),
        migrations.RemoveField("result", "counts"),
        migrations.RemoveField("result", "leading"),
        migrations.RemoveField("result", "tests"),
    ]

"""What is done of a report, as it is told to whoever waits for it."""

from seed import submission

Progress = submission.Progress
unseen = submission.no_progress
COUNTING = "Counting"
WRITING = "Writing"

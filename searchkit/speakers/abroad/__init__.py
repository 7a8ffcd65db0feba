"""Speech in Spanish, French, German, Arabic and Chinese: its people, and what each of them said."""

from searchkit.speakers.abroad.reader import people, utterances

__all__ = ["people", "utterances"]

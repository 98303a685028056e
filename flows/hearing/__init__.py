"""What somebody typed, and what they mean by it.

Every message is one of three: *taken* (an Intent), *offered back* (an Offer: probably an answer, and
nothing is stored until a button says so), or *talk* between people (None). Never a guess.

The parts, in the order in which a text goes through them: `text` makes it readable, `phrases` are the tables
of what people say (each a `table`), `numbers` reads a rating, `reasons` what follows it, `doubts` what leaves
it likely only, `wishes` everything else that is asked of the bot, `concluded` an answer that comes after its
reason, `lead_up` the words before that one, `named` which question the words name, and `grammar` puts them
together.
"""

from flows.hearing.direct import says_done
from flows.hearing.grammar import hear
from flows.hearing.spoken_to import hear_mention, or_beyond, or_directly

__all__ = ["hear", "hear_mention", "or_beyond", "or_directly", "says_done"]

"""Finding texts by their words: the one place that knows how.

Words of people become parameters, each in quotes, so that nothing they write is taken for the language of FTS5.
Another database would have another `text_search` and nothing else.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from store import bound
from store.queries import texts
from store.queries.texts import TextRow, Wanted
from store.tables import IS_USABLE

# A word in the title says more of what a text is about than the same word in its body.
TITLE_WEIGHT: Final = 4.0
# Characters of a body below a title that was found.
GLIMPSE: Final = 160


class Hit(NamedTuple):
    """A text found by its title, for the composer."""

    kind: Literal["faq", "template", "quick_reply"]
    id: str
    title: str
    folder: str | None
    favourite: bool
    used_at: int | None
    opening: str


def search(account: str, words: Sequence[str], wanted: Wanted, limit: int) -> list[TextRow]:
    """The texts with all of the words in title or body, each perhaps the beginning of a longer one; best first."""
    return _matching(account, " AND ".join(_beginning(word) for word in words), wanted, limit)


def suggest(account: str, stems: Sequence[str], wanted: Wanted, limit: int) -> list[TextRow]:
    """The texts that the stems fit best, none much worse than the first; `account` is "" for a customer."""
    return _matching(account, " OR ".join(_beginning(stem) for stem in stems), wanted, limit, worst=1 / 3)


def titles(account: str, words: Sequence[str], limit: int) -> list[Hit]:
    """All the account may send whose title has every word in it, somewhere.

    Her favourites and what she used lately come first, each part with the best match first: the title begins with
    the words, words of the title do, they are inside of words. No words find all.
    """
    inside = "".join(f" AND instr(title_folded, :w{at})" for at in range(len(words)))
    begun = "".join(f" AND instr(' ' || title_folded, ' ' || :w{at})" for at in range(len(words)))
    # The inner query reads the index over titles alone; what a screen shows is fetched for the few that are left.
    statement = f"""
        WITH found (kind, id, title_folded, used_at, favourite, own, quality) AS (
            SELECT candidate.*,
                favourite OR used_at IS NOT NULL,
                CASE WHEN instr(title_folded, :phrase) = 1 THEN 0 WHEN 1{begun} THEN 1 ELSE 2 END
            FROM (
                SELECT shared_text.kind, shared_text.id, title_folded, text_use.at AS used_at,
                    text_favourite.at IS NOT NULL AS favourite
                FROM shared_text
                LEFT JOIN text_use ON text_use.text = shared_text.id AND text_use.account = :account
                LEFT JOIN text_favourite
                    ON text_favourite.text = shared_text.id AND text_favourite.account = :account
                WHERE ({IS_USABLE}){inside}
                UNION ALL
                SELECT 'quick_reply', id, title_folded, used_at, 0
                FROM quick_reply WHERE account = :account{inside}
            ) AS candidate
            ORDER BY 6 DESC, 7, favourite DESC, used_at DESC, kind = 'quick_reply' DESC, title_folded, id
            LIMIT :limit
        )
        SELECT found.kind, found.id, coalesce(text.title, reply.title), folder.name,
            found.favourite, found.used_at, substr(coalesce(text.body, reply.body), 1, {GLIMPSE})
        FROM found
        LEFT JOIN shared_text AS text ON text.id = found.id
        LEFT JOIN quick_reply AS reply ON reply.id = found.id
        LEFT JOIN text_folder AS folder ON folder.id = text.folder
        ORDER BY own DESC, quality, found.favourite DESC, found.used_at DESC, found.kind = 'quick_reply' DESC,
            found.title_folded, found.id
    """  # noqa: S608 - our own words, values are parameters
    parameters = {
        "account": account,
        "phrase": " ".join(words),
        "limit": limit,
        **{f"w{at}": word for at, word in enumerate(words)},
    }
    hits = (Hit._make(row) for row in bound.connection().execute(statement, parameters))
    return [hit._replace(favourite=bool(hit.favourite)) for hit in hits]


def _matching(account: str, match: str, wanted: Wanted, limit: int, *, worst: float = 0.0) -> list[TextRow]:
    """The best first, up to where the score falls under `worst` of the first one's. Scores are negative."""
    condition, parameters = texts.narrowed(wanted)
    return texts.rows(
        f"""(
            SELECT id AS found, score, min(score) OVER () AS best FROM (
                SELECT text.id, bm25(shared_text_index, {TITLE_WEIGHT}, 1.0) AS score
                FROM shared_text_index JOIN shared_text AS text ON text.number = shared_text_index.rowid
                WHERE shared_text_index MATCH :match AND {condition}
            )
        ) JOIN shared_text AS text ON text.id = found""",  # noqa: S608 - our own words, values are parameters
        "WHERE score <= best * :worst ORDER BY score, text.title_folded, text.id LIMIT :limit",
        {**parameters, "account": account, "match": match, "worst": worst, "limit": limit},
    )


def _beginning(word: str) -> str:
    """A word in the language of FTS5: in quotes it means nothing but itself."""
    quoted = word.replace('"', '""')
    return f'"{quoted}"*'

"""Builds `lexicons/en/given_names.toml` from the first-name lists of Faker (MIT licence) and a short list of our own.

`pip install faker`, then `python -m claimx.training.given_names OUT.toml`. A name is female or male where the lists use it
four times as often for one; names that are also titles, roles or heads of organizations' names are left out.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import textwrap
from collections import Counter
from pathlib import Path

from claimx.layers.actors.words import Gender, load_words

_LATIN = re.compile(r"[A-ZÀ-Þ][a-zß-ɏ’']{2,}(-?[A-Z][a-z]+)?")
_SURE = 4  # times as often
# What Faker's lists of Latin script lack: names of the news from languages written otherwise, in transliteration.
_OWN: dict[Gender, str] = {
    "female": (
        "aisha amal angela asma aung benazir christine condoleezza cristina dilma ellen erna evita fatemeh fatima graca "
        "gwyneth hillary huda indira ivanka jacinda jill kaja kamala keiko khadija ksenia layla leila malala mamata "
        "marine maryam masoumeh meiling melania mette michelle michiko narges nasrin natalia ngozi nikki noor nour olga "
        "priyanka rania rosa samira sanna sheikh-hasina shirin sonia suella sushma svetlana tatiana theresa tsai ursula "
        "winnie xiaoling yasmin yuko yulia yuriko zahra zainab "
    ),
    "male": (
        "abbas abdel abdolreza abdul abdulaziz abdullah abolhassan ahmad ahmed akbar alexei ali amit antonio anwar "
        "ariel arun arvind asif avigdor ban barack bashar benjamin bernie boris cyril dmitry donald ebrahim ehud "
        "emmanuel evo fahd faisal fidel francois fumio gamal gholam ghulam goodluck hafez hamid hasan hassan hiroshi "
        "hosni hossein hu hugo hun hussain hussein ibrahim igor imran ismaeel ismael ismail jacob jair jamal javad "
        "jean-claude jiabao jinping jintao joko jong junichiro kamal khaled khalid kirill kofi lula mahathir mahdi "
        "mahmoud mahmud majid manmohan matteo mehdi mikhail mitt mohamad mohamed mohammad mohammed mostafa muammar "
        "muhammad muhammadu mustafa naftali najib narendra naser nasser nawaz nelson newt nicolas nicolás nikita oleg "
        "olusegun omar osama paul pavel pervez petro prayut qasem qassem rahul raila rajesh rajiv raúl recep reza "
        "robert rodrigo rudy saddam saeed said salman sanjay sayed sergei sergey seyed shimon shinzo silvio suleiman "
        "suresh takeshi taro tayyip thabo thaksin turki uhuru umar usama vijay viktor vladimir volodymyr wen xi yair "
        "yasser yevgeny yitzhak yoshihide yousef yoweri yusuf zulfikar "
    ),
}
_KEEP = frozenset(
    "art baron bill bishop brook carter chase cooper daisy dale dawn dean drew duke earl faith frank gene glen grace guy heath "
    "heather hope hunter ivy jack jean joan joy judge justice king lance lily major mark marshal mason miles olive page parker "
    "pat pearl penny pope prince rich rob ruby rose sue taylor tyler victor violet wade will chip".split()
)
_DROP = frozenset(  # words that begin the names of things far more often than those of people
    "all any black blue brown camp can china day des diamond easy english fort french german gold golden green indigo lake long "
    "man new ocean our precious rain red river royal saint santa see short silver sky snow star storm texas the top true "
    "velvet von white winter young".split()
)


def collect() -> dict[str, Gender]:
    """Every given name in lower case with its gender."""
    providers = importlib.import_module("faker.providers.person")
    counts: dict[Gender, Counter[str]] = {"female": Counter(), "male": Counter()}
    for module in pkgutil.iter_modules(providers.__path__):
        if module.name.startswith("_"):
            continue
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if "first" in attribute and "male" in attribute and isinstance(values, tuple | list | dict):
                gender: Gender = "female" if "female" in attribute else "male"
                names = {v for v in values if isinstance(v, str) and _LATIN.fullmatch(v)}
                counts[gender].update(name.lower() for name in names)
    words = load_words()
    common = (set(words.roles) | set(words.name_heads) | set(words.nominals) | {t[0] for t in words.titles}) - _KEEP
    out: dict[str, Gender] = {}
    for name in sorted(set(counts["female"]) | set(counts["male"])):
        female, male = counts["female"][name], counts["male"][name]
        rare = len(name) < 4 and female + male == 1  # as likely a word
        if name not in common and name not in _DROP and not rare:
            out[name] = "male" if male >= _SURE * female else "female" if female >= _SURE * male else "either"
    for own, names_ in _OWN.items():
        for name in names_.split():
            out.setdefault(name, own)
    return out


def main() -> None:
    """Writes the list."""
    found = collect()
    lines = [
        "# Given names in lower case under the gender they mostly have; `either` where both are common.",
        "# Compiled from the first-name lists of Faker (MIT licence, see LICENSES.md) and a short list of our own.",
        "",
    ]
    for gender in ("female", "male", "either"):
        names = " ".join(name for name, g in sorted(found.items()) if g == gender)
        lines += [f'{gender} = """', textwrap.fill(names, 118, break_on_hyphens=False), '"""', ""]
    Path(sys.argv[1]).write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

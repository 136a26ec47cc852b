"""Writes the golden files of TokenizerGoldenTest: small trained vocabularies in the file forms of CLIP and OPT, and
hashes of the ids that transformers gives 10,000 generated texts.

Run with transformers, tokenizers and ftfy installed:
    python3 networks/src/test/python/tokenizer_golden.py networks/src/test/resources/org/genhowto/networks/tokenizer
The versions used, and how many texts other tokenizers of transformers read differently, go into golden.json.

The texts are not stored: GeneratedTexts.java makes the same ones. Both draw from a linear congruential generator
(Knuth's MMIX constants, the upper 31 bits) and pick pieces from alphabets.json.
"""
import hashlib
import json
import pathlib
import shutil
import sys
from unittest import mock

import ftfy
import tokenizers
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTokenizer, CLIPTokenizerFast, GPT2Tokenizer, GPT2TokenizerFast
from transformers.models.clip.tokenization_clip import bytes_to_unicode

out = pathlib.Path(sys.argv[1])
COUNT, BLOCK, LENGTH, LONG_EVERY, LONG = 10_000, 100, 77, 1_000, 10_000
START, END = "<|startoftext|>", "<|endoftext|>"

WORDS = """a the an of in on with and into photo picture hand hands person woman man kitchen table bowl pan knife board
cutting sliced whole peeled apple apples avocado bacon ball beer bread butter cake candle carrot cheese chicken coffee
cream cup egg eggs fish flour fried garlic glass green juice lemon lettuce meat milk mug oil onion orange pancake pasta
pepper pizza plate potato potatoes pouring red rice salad salt sauce slice spoon stirring sugar tea tomato water white
wine wooden yellow open opened box painting canvas folded folding shirt towel balloon inflated plant soil Holding
Someone's I'm they're We've you'll he'd it's don't THE Apple KITCHEN iPhone McDonald's YouTube GenHowTo COVID USA""".split()
ALPHABETS = {
    "words": WORDS,
    "punctuation": list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + ["...", "--", "!!", "?!", "://", "<|", "|>"],
    "digits": list("0123456789") + ["10", "2023", "3.14", "1/2", "007", "٣", "५", "Ⅷ", "½", "²", "①"],
    "composed": ["é", "è", "ü", "ñ", "ç", "Å", "Ö", "ß", "café", "naïve", "jalapeño", "Crème", "brûlée", "Škoda",
                 "Ærø", "Łódź", "İstanbul", "ǅ", "ﬁ", "ΣΊΣΥΦΟΣ", "Привет", "ЁЖ", "Ὀδυσσεύς", "Việt"],
    "decomposed": ["e\u0301", "u\u0308", "n\u0303", "A\u030a", "cafe\u0301", "cre\u0300me", "\u1112\u1161\u11ab",
                   "o\u0302\u0301", "i\u0307", "\u0041\u030A\u0301", "q\u0323\u0307"],
    "emoji": ["\U0001F600", "\U0001F34E", "\u2764\ufe0f", "\U0001F44D\U0001F3FD", "\U0001F469\u200d\U0001F373",
              "\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466", "\U0001F1E8\U0001F1FF",
              "\U0001F3F3\ufe0f\u200d\U0001F308", "1\ufe0f\u20e3", "\U0001F9C1", "\u2600"],
    "cjk": ["苹果", "切", "西红柿", "一", "的", "リンゴ", "を", "切る", "ｶﾞ", "が", "か\u3099", "사과", "를", "자르다",
            "\U00020000", "㐀", "豈", "、", "。", "「」", "ー"],
    "rtl": ["تفاحة", "قطع", "ال", "שלום", "תפוח", "שָׁלוֹם", "\u200f", "\u202b", "\u202c", "پنیر", "؟", "،"],
    "marks": ["\u0301", "\u0308", "\u0338", "\u20dd", "सेब", "क्षि", "ผัก", "ที่", "தமிழ்", "ព្រ", "བོད", "\u0489",
              "\u3099", "Z\u0351\u036b\u0343"],
    "zero-width": ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u034f", "\ufe0e"],
    "control": ["\u0000", "\u0001", "\u0007", "\u0008", "\u001b", "\u001c", "\u001f", "\u007f", "\u0085", "\u009f",
                "\ufffd", "\ufffc", "\ue000", "\U000f0000"],
    "spaces": [" ", "  ", "    ", "\t", "\n", "\r\n", "\u000b", "\u000c", "\u00a0", "\u1680", "\u2003", "\u2009",
               "\u2028", "\u2029", "\u202f", "\u3000", " \n "],
    "entities": ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;", "&eacute;", "&#x27;", "&amp;amp;", "&unknown;"],
    "typography": ["\u2018", "\u2019", "\u201c", "\u201d", "\u2013", "\u2014", "\u2026", "\u00ab", "\u00bb", "\u2022",
                   "\u20ac", "\u00a3", "\u2122", "\u00b0C", "\uff21\uff42", "\uff11", "Ã©", "â€™", "it\u2019s"],
    "special": [START, END, "<|ENDOFTEXT|>", "<|StartOfText|>", "</s>", "<s>", "<pad>", "<unk>", "</w>", "Ġ", "<|end",
                "oftext|>"],
}
NAMES = list(ALPHABETS)


class Generator:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (self.state >> 33) % bound

    def text(self, number):
        """Even numbers use one alphabet and words, odd ones all; each thousandth is very long."""
        length = LONG if number % LONG_EVERY == LONG_EVERY - 1 else 0
        own = NAMES[number // 2 % len(NAMES)]
        pieces, characters, wanted = [], 0, self.below(24)
        while (len(pieces) // 2 < wanted) if length == 0 else characters < length:
            name = ("words" if self.below(3) == 0 else own) if number % 2 == 0 else NAMES[self.below(len(NAMES))]
            piece = ALPHABETS[name][self.below(len(ALPHABETS[name]))]
            gap = "" if self.below(2) == 0 else " "
            pieces += [piece, gap]
            characters += len(piece) + len(gap)
        return "".join(pieces)


def texts(seed, count):
    generator = Generator(seed)
    return [generator.text(i) for i in range(count)]


def trained(suffix, merges, pattern):
    """The merges of a byte-level vocabulary trained on texts of another seed."""
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix=suffix) if suffix else models.BPE())
    tokenizer.pre_tokenizer = pattern
    options = {"end_of_word_suffix": suffix} if suffix else {}
    tokenizer.train_from_iterator(
        [t.lower() if suffix else t for t in texts(2, 6_000)],
        trainers.BpeTrainer(vocab_size=merges + 1_000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                            show_progress=False, **options))
    found = json.loads(tokenizer.to_str())["model"]["merges"]
    return [m if isinstance(m, str) else " ".join(m) for m in found][:merges]


def compact(folder):
    """Rewrites tokenizer.json in one line, as the published ones are long enough."""
    file = folder / "tokenizer.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False), "utf-8")


def clip_folder(folder, padding):
    letters = list(bytes_to_unicode().values())
    pattern = pre_tokenizers.Sequence([
        pre_tokenizers.Split(tokenizers.Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"),
                             behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    merges = trained("</w>", 1_500, pattern)
    vocabulary = letters + [x + "</w>" for x in letters] + ["".join(m.split()) for m in merges] + [START, END]
    write(folder, vocabulary, merges)
    special = {"content": None, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
    tokens = {"bos_token": {**special, "content": START}, "eos_token": {**special, "content": END},
              "pad_token": padding, "unk_token": {**special, "content": END}}
    (folder / "special_tokens_map.json").write_text(json.dumps(tokens, indent=1))
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "CLIPTokenizer", "model_max_length": LENGTH, "errors": "replace", "do_lower_case": True,
         "add_prefix_space": False, "pad_token": END}, indent=1))


def opt_folder(folder):
    letters = list(bytes_to_unicode().values())
    merges = trained(None, 1_500, pre_tokenizers.ByteLevel(add_prefix_space=False))
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>"] + letters + ["".join(m.split()) for m in merges]
    write(folder, vocabulary, merges)
    special = {"lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
    tokens = {"bos_token": {**special, "content": "</s>"}, "eos_token": {**special, "content": "</s>"},
              "pad_token": {**special, "content": "<pad>"}, "unk_token": {**special, "content": "</s>"}}
    (folder / "special_tokens_map.json").write_text(json.dumps(tokens, indent=1))
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, "add_prefix_space": False, "errors": "replace",
         "bos_token": {"__type": "AddedToken", **special, "content": "</s>"}}, indent=1))


def write(folder, vocabulary, merges):
    folder.mkdir(parents=True, exist_ok=True)
    ids = {}
    for token in vocabulary:
        ids.setdefault(token, len(ids))
    (folder / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), "utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", "utf-8")


def ids(tokenizer, text):
    return tokenizer(text, padding="max_length", truncation=True, max_length=LENGTH)["input_ids"]


def hashes(rows):
    digests = []
    for start in range(0, len(rows), BLOCK):
        block = "".join(" ".join(map(str, row)) + "\n" for row in rows[start:start + BLOCK])
        digests.append(hashlib.sha256(block.encode()).hexdigest())
    return digests


def differences(one, other):
    """How many texts have other ids, in all and by alphabet (texts of one alphabet and words)."""
    different = [i for i in range(COUNT) if one[i] != other[i]]
    by_alphabet = {}
    for i in different:
        if i % 2 == 0:
            name = NAMES[i // 2 % len(NAMES)]
            by_alphabet[name] = by_alphabet.get(name, 0) + 1
    return {"texts": len(different), "by_alphabet": by_alphabet}


def golden(folder, name, fast, others):
    rows = [ids(fast, t) for t in sample]
    decoded = [fast.decode(row, skip_special_tokens=True) for row in rows]
    texts_digest = hashlib.sha256("\n".join(decoded).encode()).hexdigest()
    fast.save_pretrained(folder / "one-file")
    for file in (folder / "one-file").iterdir():
        if file.name in ("vocab.json", "merges.txt"):
            file.unlink()
    compact(folder / "one-file")
    return {"name": name, "padding": fast.pad_token_id, "sha256": hashes(rows), "decoded": texts_digest,
            "different": {k: differences(rows, [ids(o, t) for t in sample]) for k, o in others.items()}}


def without_ftfy(folder):
    with mock.patch.dict(sys.modules, {"ftfy": None}):
        return CLIPTokenizer.from_pretrained(folder)


(out / "alphabets.json").parent.mkdir(parents=True, exist_ok=True)
(out / "alphabets.json").write_text(json.dumps(ALPHABETS, indent=0) + "\n")
sample = texts(1, COUNT)
# Stable Diffusion 2 pads with "!", Stable Diffusion 1 with the end token; OPT begins each text with </s>.
end = {"content": END, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
clip_folder(out / "clip-sd1", end)
clip_folder(out / "clip-sd2", "!")
for file in ("vocab.json", "merges.txt"):  # training breaks ties as it likes
    shutil.copy(out / "clip-sd2" / file, out / "clip-sd1" / file)
opt_folder(out / "opt")
found = []
for name in ("clip-sd2", "clip-sd1"):
    found.append(golden(out / name, name, CLIPTokenizerFast.from_pretrained(out / name),
                        {"CLIPTokenizer without ftfy": without_ftfy(out / name),
                         "CLIPTokenizer with ftfy": CLIPTokenizer.from_pretrained(out / name)}))
found.append(golden(out / "opt", "opt", GPT2TokenizerFast.from_pretrained(out / "opt"),
                    {"GPT2Tokenizer": GPT2Tokenizer.from_pretrained(out / "opt")}))
# The second CLIP folder has the same vocabulary: its special tokens are enough.
for file in ("vocab.json", "merges.txt", "one-file/tokenizer.json", "one-file/tokenizer_config.json",
             "one-file/special_tokens_map.json"):
    (out / "clip-sd1" / file).unlink()
(out / "clip-sd1" / "one-file").rmdir()
(out / "golden.json").write_text(json.dumps({
    "versions": {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__,
                 "ftfy": ftfy.__version__},
    "texts": {"count": COUNT, "block": BLOCK, "length": LENGTH,
              "sha256": hashlib.sha256("\n".join(sample).encode()).hexdigest()},
    "tokenizers": found}, indent=1) + "\n")

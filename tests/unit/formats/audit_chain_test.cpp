#include "formats/audit_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/splitmix.hpp"
#include "formats/audit_signature.hpp"

namespace tw::formats {
namespace {

using Kind = AuditFinding::Kind;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

AuditEntry entry(int i) {
  return {.at = Timestamp::from_seconds(1'700'000'000 + i),
          .kind = static_cast<AuditKind>(i % kAuditKinds),
          .action = "submit",
          .actor = "user:anna",
          .subject = "order:1-" + std::to_string(i),
          .correlation = "1-" + std::to_string(i),
          .detail = "buy \"SPX\"\n\\ 5"};
}

/// A trail as lines, to be tampered with.
struct Trail {
  std::vector<std::string> lines;
  AuditHead head;

  explicit Trail(int records = 0) {
    for (int i = 1; i <= records; ++i) add(entry(i));
  }
  void add(const AuditEntry& one) {
    std::string line;
    head.hash = append_sealed(line, one, head.sequence + 1, head.hash);
    head.sequence += 1;
    line.pop_back();
    lines.push_back(line);
  }
  std::string& record(std::uint64_t number) { return lines[number - 1]; }
  ChainVerdict verify(const std::vector<AuditHead>& heads = {}) const {
    return verify_chain(
        [&](const std::function<void(std::string_view)>& visit) {
          for (const std::string& line : lines) visit(line);
        },
        heads);
  }
};

/// Returns a record as a forger would make it: whole, and with whatever place he likes.
std::string forged(std::uint64_t sequence, const AuditHash& previous) {
  std::string line;
  AuditEntry entry{.at = Timestamp::from_seconds(1), .kind = AuditKind::Risk};
  entry.detail = "never happened";
  append_sealed(line, entry, sequence, previous);
  line.pop_back();
  return line;
}

auto is(Kind kind, std::uint64_t first, std::uint64_t last) {
  return AllOf(Field(&AuditFinding::kind, kind), Field(&AuditFinding::first, first),
               Field(&AuditFinding::last, last));
}

TEST(AuditRecord, ALineReadsBackAsTheEntryThatWasSealed) {
  std::string line;
  const AuditEntry told = entry(7);
  const AuditHash hash = append_sealed(line, told, 12, hash_of("before"));
  line.pop_back();

  const auto record = read_record(line);

  ASSERT_TRUE(record);
  EXPECT_EQ(record->entry, told);
  EXPECT_EQ(record->sequence, 12U);
  EXPECT_EQ(record->previous, hash_of("before"));
  EXPECT_EQ(record->hash, hash);
}

TEST(AuditRecord, TheHashIsTheSha256OfTheLineUpToIt) {
  EXPECT_EQ(to_hex(hash_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4.
  std::string line;
  const AuditHash hash = append_sealed(line, entry(1), 1, kNoHash);

  EXPECT_EQ(hash_of(line.substr(0, line.find(",\"hash\":"))), hash);
}

TEST(AuditRecord, TextThatIsNotUtf8StaysReadable) {
  std::string line;
  AuditEntry odd = entry(1);
  odd.detail = std::string{"\xFFzero "} + '\0' + "\x1B[31m";
  append_sealed(line, odd, 1, kNoHash);
  line.pop_back();

  EXPECT_EQ(read_record(line)->entry.detail, std::string{"\xEF\xBF\xBDzero "} + '\0' + "\x1B[31m");
}

TEST(AuditRecord, WhatHasNotTheFormIsRefused) {
  const std::string good = Trail{1}.lines[0];
  EXPECT_TRUE(read_link(good));
  for (const std::string& bad : {std::string{}, std::string{"{}"}, good + "\n", good.substr(1),
                                 good.substr(0, 60), good.substr(0, good.size() - 1),
                                 "{\"n\":01" + good.substr(6), "{\"n\":-1" + good.substr(6)}) {
    EXPECT_FALSE(read_link(bad)) << bad;
    EXPECT_FALSE(read_record(bad)) << bad;
  }
}

TEST(AuditChain, AnUntouchedChainIsIntactAndSaysHowFarItGoes) {
  const Trail trail{20};
  const ChainVerdict verdict = trail.verify({trail.head});

  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.records, 20U);
  EXPECT_EQ(verdict.first, 1U);
  EXPECT_EQ(verdict.head, trail.head);
  EXPECT_TRUE(Trail{}.verify().is_intact());
}

TEST(AuditChain, AnAlteredRecordIsNamedWhateverPartOfItWasChanged) {
  const std::string whole = Trail{9}.record(5);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Trail trail{9};
    trail.record(5)[at] = trail.record(5)[at] == '1' ? '2' : '1';

    const ChainVerdict verdict = trail.verify();

    ASSERT_EQ(verdict.findings.size(), 1U) << at << trail.record(5);
    const AuditFinding& found = verdict.findings[0];
    EXPECT_EQ(found.line, 5U) << at;
    EXPECT_TRUE(found.kind == Kind::Unreadable || found.first == 5) << at;
    EXPECT_TRUE(found.kind == Kind::Unreadable || found.kind == Kind::Altered) << at;
  }
}

TEST(AuditChain, ARecordThatWasReplacedByAWholeOneIsNamed) {
  for (const std::uint64_t n : {1U, 2U, 5U, 8U}) {
    Trail trail{9};
    trail.record(n) = forged(n, n == 1 ? kNoHash : read_link(trail.record(n - 1))->hash);
    EXPECT_THAT(trail.verify().findings, ElementsAre(is(Kind::Replaced, n, n)));

    trail.record(n) = forged(n, hash_of("anything"));
    EXPECT_THAT(trail.verify().findings, ElementsAre(is(Kind::Replaced, n, n)));
  }
}

TEST(AuditChain, RemovedRecordsAreNamedByTheirNumbers) {
  Trail one{9};
  one.lines.erase(one.lines.begin() + 3);
  Trail several{9};
  several.lines.erase(several.lines.begin() + 3, several.lines.begin() + 6);
  Trail two_places{9};
  two_places.lines.erase(two_places.lines.begin() + 6);
  two_places.lines.erase(two_places.lines.begin() + 2);
  Trail front{9};
  front.lines.erase(front.lines.begin(), front.lines.begin() + 2);

  EXPECT_THAT(one.verify().findings, ElementsAre(is(Kind::Removed, 4, 4)));
  EXPECT_THAT(several.verify().findings, ElementsAre(is(Kind::Removed, 4, 6)));
  EXPECT_THAT(two_places.verify().findings,
              ElementsAre(is(Kind::Removed, 3, 3), is(Kind::Removed, 7, 7)));
  EXPECT_THAT(front.verify().findings, ElementsAre(is(Kind::Removed, 1, 2)));
}

TEST(AuditChain, ACutAtTheEndShowsAgainstAHeadThatWasKept) {
  Trail trail{9};
  const AuditHead head = trail.head;
  trail.lines.resize(6);

  EXPECT_THAT(trail.verify().findings, IsEmpty());
  EXPECT_THAT(trail.verify({head}).findings, ElementsAre(is(Kind::Removed, 7, 9)));
}

TEST(AuditChain, ATrailThatWasRebuiltAsAWholeShowsAgainstAHeadThatWasKept) {
  const AuditHead head = Trail{6}.head;
  Trail rebuilt;
  for (int i = 1; i <= 9; ++i) {
    AuditEntry other = entry(i);
    if (i == 3) other.detail = "another story";
    rebuilt.add(other);
  }

  EXPECT_THAT(rebuilt.verify().findings, IsEmpty());
  EXPECT_THAT(rebuilt.verify({head}).findings, ElementsAre(is(Kind::Replaced, 6, 6)));
}

TEST(AuditChain, InsertedRecordsAreNamedWhereTheyStand) {
  Trail sealed{9};
  sealed.lines.insert(sealed.lines.begin() + 4, forged(5, read_link(sealed.record(4))->hash));
  Trail loose{9};
  loose.lines.insert(loose.lines.begin() + 4, forged(5, hash_of("anything")));
  Trail twice{9};
  twice.lines.insert(twice.lines.begin() + 7, twice.record(3));

  EXPECT_THAT(sealed.verify().findings, ElementsAre(is(Kind::Inserted, 5, 5)));
  EXPECT_EQ(sealed.verify().findings[0].line, 5U);
  EXPECT_THAT(loose.verify().findings, ElementsAre(is(Kind::Inserted, 5, 5)));
  EXPECT_EQ(loose.verify().findings[0].line, 5U);
  EXPECT_THAT(twice.verify().findings, ElementsAre(is(Kind::Inserted, 3, 3)));
  EXPECT_EQ(twice.verify().findings[0].line, 8U);
}

TEST(AuditChain, RecordsThatWereMovedAreNamed) {
  Trail swapped{9};
  std::swap(swapped.record(4), swapped.record(5));
  Trail moved_back{9};
  std::rotate(moved_back.lines.begin() + 2, moved_back.lines.begin() + 3, moved_back.lines.end());
  Trail moved_up{9};
  std::rotate(moved_up.lines.begin() + 1, moved_up.lines.begin() + 7, moved_up.lines.begin() + 8);

  EXPECT_THAT(swapped.verify().findings,
              ElementsAre(AllOf(Field(&AuditFinding::kind, Kind::Reordered),
                                Field(&AuditFinding::first, testing::AnyOf(4, 5)))));
  EXPECT_THAT(moved_back.verify().findings, ElementsAre(is(Kind::Reordered, 3, 3)));
  EXPECT_THAT(moved_up.verify().findings, ElementsAre(is(Kind::Reordered, 8, 8)));
}

TEST(AuditChain, ALineThatIsNoRecordIsNamedOnceAndNothingElseIs) {
  Trail overwritten{9};
  overwritten.record(4) = "# a comment";
  Trail added{9};
  added.lines.insert(added.lines.begin() + 4, "# a comment");

  EXPECT_THAT(overwritten.verify().findings,
              ElementsAre(AllOf(is(Kind::Unreadable, 0, 0), Field(&AuditFinding::line, 4))));
  EXPECT_THAT(added.verify().findings,
              ElementsAre(AllOf(is(Kind::Unreadable, 0, 0), Field(&AuditFinding::line, 5))));
}

TEST(AuditChain, SeveralKindsAtOnceAreAllNamed) {
  Trail trail{30};
  trail.record(25)[60] ^= 1;
  trail.lines.erase(trail.lines.begin() + 17, trail.lines.begin() + 19);
  trail.lines.insert(trail.lines.begin() + 10, forged(11, kNoHash));
  std::rotate(trail.lines.begin() + 2, trail.lines.begin() + 3, trail.lines.begin() + 6);

  EXPECT_THAT(trail.verify().findings,
              ElementsAre(is(Kind::Reordered, 3, 3), is(Kind::Inserted, 11, 11),
                          is(Kind::Removed, 18, 19), is(Kind::Altered, 25, 25)));
}

TEST(AuditChain, PruningOnRecordLetsTheRestBeginLater) {
  Trail trail{9};
  const AuditLink boundary = *read_link(trail.record(5));
  trail.add(pruning_entry(Timestamp::from_seconds(1'800'000'000), "user:anna",
                          {.sequence = 5, .hash = boundary.hash}, "older than a year"));
  trail.lines.erase(trail.lines.begin(), trail.lines.begin() + 5);

  const ChainVerdict verdict = trail.verify({trail.head});

  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.first, 6U);
  EXPECT_EQ(verdict.pruned, 5U);
  EXPECT_EQ(verdict.records, 5U);

  trail.lines.erase(trail.lines.begin());  // One more than is on record.
  EXPECT_THAT(trail.verify().findings, ElementsAre(is(Kind::Removed, 1, 6)));
}

TEST(AuditChain, WhateverIsDoneToAChainAtRandomIsSeen) {
  constexpr int kCases = 400;
  SplitMix random{20261126};
  const auto below = [&](std::size_t bound) { return random.next() % bound; };
  for (int i = 0; i < kCases; ++i) {
    Trail trail{12};
    const AuditHead head = trail.head;
    const std::vector<std::string> before = trail.lines;
    for (std::size_t deeds = 1 + below(3); deeds > 0; --deeds) {
      std::vector<std::string>& lines = trail.lines;
      const std::size_t at = below(lines.size());
      switch (below(4)) {
        case 0: {
          std::string& line = lines[at];
          if (!line.empty()) line[below(line.size())] ^= static_cast<char>(1 + below(127));
          break;
        }
        case 1:
          if (lines.size() > 1) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        case 2:
          lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                       forged(1 + below(14), head.hash));
          break;
        default:
          std::swap(lines[at], lines[below(lines.size())]);
      }
    }
    if (trail.lines == before) continue;
    EXPECT_FALSE(trail.verify({head}).is_intact()) << "case " << i;
  }
}

TEST(AuditChain, FindingsReadAsSentences) {
  EXPECT_EQ(describe({.kind = Kind::Altered, .first = 17, .last = 17, .line = 17}),
            "record 17 (line 17) was altered: the content does not match its hash");
  EXPECT_EQ(describe({.kind = Kind::Removed, .first = 4, .last = 6}),
            "records 4 to 6 were removed: the numbers go on without them");
  EXPECT_EQ(describe({.kind = Kind::Unfinished, .first = 0, .last = 0, .line = 8}),
            "line 8 was cut off: its write was never finished");
}

TEST(AuditSignature, ASignedHeadOpensWithTheKeyThatSignedIt) {
  const SigningSeed seed{{1, 2, 3}};
  const AuditHead head{.sequence = 42, .hash = hash_of("x")};

  const std::string text = sign_head(head, Timestamp::from_seconds(1'700'000'000), seed);
  const auto opened = open_head(text);

  ASSERT_TRUE(opened) << opened.error();
  EXPECT_EQ(opened->head, head);
  EXPECT_EQ(opened->at, Timestamp::from_seconds(1'700'000'000));
  EXPECT_EQ(opened->key, public_key_of(seed));
  EXPECT_EQ(text.find(to_hex(seed.bytes())), std::string::npos);
}

TEST(AuditSignature, NoByteOfASignedHeadCanBeChanged) {
  const std::string text = sign_head({.sequence = 42, .hash = hash_of("x")}, {}, SigningSeed{{9}});
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == '1' ? '2' : '1';
    EXPECT_FALSE(open_head(changed)) << changed;
  }
  EXPECT_FALSE(open_head(""));
  EXPECT_FALSE(open_head("{}"));
}

TEST(AuditSignature, TheKeyOfASeedIsTheOneOfTheStandard) {
  // Source: RFC 8032, section 7.1, test 1.
  const auto seed = parse_hash("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  EXPECT_EQ(to_hex(public_key_of(SigningSeed{*seed})),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

}  // namespace
}  // namespace tw::formats

#include "store/audit_trail.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "store/audit_key.hpp"
#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

using formats::AuditEntry;
using formats::AuditFinding;
using formats::AuditKind;
using support::read_text;
using support::TempFolder;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

AuditEntry entry(int second, std::string detail = "told") {
  return {.at = Timestamp::from_seconds(second),
          .kind = AuditKind::Operator,
          .action = "flatten",
          .actor = "user:anna",
          .subject = "session:1",
          .correlation = {},
          .detail = std::move(detail)};
}

class Trail : public testing::Test {
 protected:
  void add(int first, int last) {
    for (int i = first; i <= last; ++i) {
      const std::vector one{entry(i)};
      ASSERT_TRUE(trail_.append(one));
    }
  }
  std::vector<std::string> details() const {
    std::vector<std::string> told;
    EXPECT_TRUE(trail_.read([&](const formats::AuditRecord& record) {
      told.push_back(std::to_string(record.sequence) + " " + record.entry.action);
      return true;
    }));
    return told;
  }
  void overwrite(const std::string& text) const {
    std::ofstream{trail_.path(), std::ios::binary} << text;
  }

  TempFolder folder_;
  AuditTrail trail_{folder_.path()};
};

TEST_F(Trail, WhatWasAddedIsReadBackInOrderAndIsIntact) {
  const std::vector both{entry(1), entry(2)};
  EXPECT_EQ(trail_.append(both)->sequence, 2U);
  add(3, 3);

  EXPECT_THAT(details(), ElementsAre("1 flatten", "2 flatten", "3 flatten"));
  const auto verdict = trail_.verify();
  EXPECT_TRUE(verdict->is_intact());
  EXPECT_EQ(verdict->records, 3U);
}

TEST_F(Trail, ATrailThatDoesNotExistIsEmptyAndNothingIsMade) {
  EXPECT_EQ(trail_.verify()->records, 0U);
  EXPECT_THAT(details(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "audit"));
}

TEST_F(Trail, ManyWritersAtOnceMakeOneChain) {
  constexpr int kWriters = 4;
  constexpr int kEach = 25;
  std::vector<std::jthread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      AuditTrail own{folder_.path()};
      for (int k = 0; k < kEach; ++k) {
        const std::vector one{entry(k)};
        EXPECT_TRUE(own.append(one));
      }
    });
  }
  writers.clear();

  const auto verdict = trail_.verify();
  EXPECT_TRUE(verdict->is_intact());
  EXPECT_EQ(verdict->records, kWriters * kEach);
}

TEST_F(Trail, ARecordThatACrashCutOffIsReportedThenRemovedOnRecord) {
  add(1, 3);
  const std::string text = read_text(trail_.path());
  overwrite(text + text.substr(0, 40));
  EXPECT_THAT(trail_.verify()->findings,
              ElementsAre(Field(&AuditFinding::kind, AuditFinding::Kind::Unfinished)));

  add(4, 4);

  EXPECT_THAT(details(),
              ElementsAre("1 flatten", "2 flatten", "3 flatten", "4 cut_torn_tail", "5 flatten"));
  EXPECT_TRUE(trail_.verify()->is_intact());
}

TEST_F(Trail, ACutEndIsFoundAndNothingIsAddedAfterIt) {
  add(1, 5);
  std::string text = read_text(trail_.path());
  text.resize(text.rfind('\n', text.rfind('\n', text.size() - 2) - 1) + 1);
  overwrite(text);

  const auto verdict = trail_.verify();
  ASSERT_THAT(verdict->findings, testing::SizeIs(1));
  EXPECT_EQ(verdict->findings[0].kind, AuditFinding::Kind::Removed);
  EXPECT_EQ(verdict->findings[0].first, 4U);
  EXPECT_EQ(verdict->findings[0].last, 5U);
  const std::vector one{entry(6)};
  const auto added = trail_.append(one);
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message, HasSubstr("it ends at record 3, and 5 were written"));
  EXPECT_EQ(read_text(trail_.path()), text);
}

TEST_F(Trail, ATrailThatWasDeletedIsMissed) {
  add(1, 2);
  std::filesystem::remove(trail_.path());

  EXPECT_EQ(trail_.verify()->findings.size(), 1U);
  const std::vector one{entry(3)};
  EXPECT_FALSE(trail_.append(one));
}

TEST_F(Trail, NothingIsAddedBehindALastRecordThatWasAltered) {
  add(1, 2);
  std::string text = read_text(trail_.path());
  text[text.size() - 200] ^= 1;
  overwrite(text);

  const std::vector one{entry(3)};
  const auto added = trail_.append(one);
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message, HasSubstr("was tampered with"));
}

TEST_F(Trail, LongRecordsAreReadWholeAcrossTheStepsOfTheReader) {
  for (int i = 0; i < 5; ++i) {
    const std::vector one{entry(i, std::string(700'000, 'x'))};
    ASSERT_TRUE(trail_.append(one));
  }

  EXPECT_EQ(details().size(), 5U);
  EXPECT_TRUE(trail_.verify()->is_intact());
}

TEST_F(Trail, PruningRemovesWhatIsOldAndTheRestStillVerifies) {
  add(1, 9);

  const auto pruned =
      trail_.prune(Timestamp::from_seconds(6), Timestamp::from_seconds(100), "user:anna");

  ASSERT_TRUE(pruned) << pruned.error().message;
  EXPECT_EQ(pruned->removed, 5U);
  EXPECT_THAT(details(),
              ElementsAre("6 flatten", "7 flatten", "8 flatten", "9 flatten", "10 prune"));
  EXPECT_TRUE(trail_.verify()->is_intact());
  EXPECT_EQ(trail_.verify()->pruned, 5U);

  add(101, 103);
  EXPECT_EQ(trail_.prune(Timestamp::from_seconds(102), Timestamp::from_seconds(200), "x")->removed,
            6U);
  EXPECT_TRUE(trail_.verify()->is_intact());
  EXPECT_EQ(trail_.prune(Timestamp{0}, Timestamp{0}, "x")->removed, 0U);
}

TEST_F(Trail, ATamperedTrailIsEvidenceAndIsNotPruned) {
  add(1, 5);
  std::string text = read_text(trail_.path());
  text[30] ^= 1;
  overwrite(text);

  const auto pruned = trail_.prune(Timestamp::from_seconds(3), Timestamp{}, "x");
  ASSERT_FALSE(pruned);
  EXPECT_THAT(pruned.error().message, HasSubstr("it is evidence, and nothing was removed"));
  EXPECT_EQ(read_text(trail_.path()), text);
}

TEST_F(Trail, AWriteThatTheSystemCutsShortLeavesTheTrailAsItWas) {
  add(1, 2);
  const std::string text = read_text(trail_.path());
  rlimit whole{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &whole), 0);
  const auto before = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{.rlim_cur = text.size() + 40, .rlim_max = whole.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const std::vector one{entry(3)};
  const auto added = trail_.append(one);
  ::setrlimit(RLIMIT_FSIZE, &whole);
  ::signal(SIGXFSZ, before);

  EXPECT_FALSE(added);
  EXPECT_EQ(read_text(trail_.path()), text);
  add(3, 3);
  EXPECT_TRUE(trail_.verify()->is_intact());
}

TEST(SigningKey, IsMadeOnceForItsOwnerAndReadBack) {
  const TempFolder folder;
  const auto made = make_signing_key(folder / "key");
  const auto read = read_signing_key(folder / "key");

  ASSERT_TRUE(made && read);
  EXPECT_EQ(formats::public_key_of(*read), *made);
  struct stat facts{};
  ASSERT_EQ(::stat((folder / "key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  EXPECT_THAT(make_signing_key(folder / "key").error().message, HasSubstr("it exists already"));
}

TEST(SigningKey, OneThatOthersMayReadOrThatIsNoneIsRefusedWithoutBeingShown) {
  const TempFolder folder;
  const std::string path = folder.write("key", std::string(64, 'a') + "\n");
  ::chmod(path.c_str(), 0644);
  EXPECT_THAT(read_signing_key(path).error().message, HasSubstr("chmod 600"));

  const std::string other = folder.write("other", "hunter2hunter2\n");
  ::chmod(other.c_str(), 0600);
  const auto refused = read_signing_key(other);
  EXPECT_THAT(refused.error().message, HasSubstr("is no signing key"));
  EXPECT_THAT(refused.error().message, testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(read_signing_key(folder / "none").error().message, HasSubstr("no such file"));
}

}  // namespace
}  // namespace tw::store

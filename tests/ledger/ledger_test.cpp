#include "support/ledger.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace tw::support {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::filesystem::path> ledgers() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator{TW_LEDGERS}) {
    if (entry.path().extension() == ".ledger") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

class Ledger : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Ledger, HoldsLineByLine) {
  const std::string script = text_of(GetParam());

  ASSERT_THAT(script, HasSubstr("->")) << GetParam() << " expects nothing";
  for (const LedgerFault& fault : play_ledger(script)) {
    ADD_FAILURE_AT(GetParam().c_str(), fault.line) << fault.message;
  }
}

INSTANTIATE_TEST_SUITE_P(Scripts, Ledger, testing::ValuesIn(ledgers()),
                         [](const auto& param) { return param.param.stem().string(); });

TEST(LedgerFolder, HoldsScripts) { EXPECT_THAT(ledgers(), testing::Not(IsEmpty())); }

TEST(LedgerReader, ReportsAWrongFigureWithItsLine) {
  const auto faults = play_ledger("cash 100\nbuy 1 @ 10 -> cash=91 position=1\n");

  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults.front().line, 2);
  EXPECT_EQ(faults.front().message, "cash is 90, expected 91");
}

TEST(LedgerReader, ReportsAWrongOrderState) {
  const auto faults = play_ledger("submit A buy 1 @ 10 -> working");

  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults.front().message, "submit is pending, expected working");
}

TEST(LedgerReader, RefusesWhatItCannotRead) {
  const auto message_of = [](std::string_view script) {
    const auto faults = play_ledger(script);
    return faults.empty() ? "" : faults.front().message;
  };

  EXPECT_EQ(message_of("bye 1 @ 10"), "unknown statement 'bye'");
  EXPECT_EQ(message_of("buy one @ 10"), "a quantity 'one' is no number");
  EXPECT_EQ(message_of("buy 1 at 10"), "expected '@'");
  EXPECT_EQ(message_of("buy 1 @ 10 now"), "unexpected 'now'");
  EXPECT_EQ(message_of("buy 1 ZZZ @ 10"), "no instrument 'ZZZ'");
  EXPECT_EQ(message_of("split 2"), "a ratio is new:old, such as 2:1");
  EXPECT_EQ(message_of("check -> chash=1"), "no figure 'chash'");
  EXPECT_EQ(message_of("check -> cash=x"), "'x' is no number");
  EXPECT_EQ(message_of("check\ncash 5"), "'cash' comes too late");
  EXPECT_EQ(message_of("cancel A"), "no such order");
}

TEST(LedgerReader, StartsAnewWithEachScenario) {
  EXPECT_THAT(play_ledger("cash 5\ncheck -> cash=5\nscenario next\ncheck -> cash=0 position=0"),
              IsEmpty());
}

}  // namespace
}  // namespace tw::support

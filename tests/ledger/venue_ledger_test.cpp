#include "support/venue_ledger.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

// What the simulated venue does with orders, as scripts that anyone can check by hand.
namespace tw::support {
namespace {

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator{TW_VENUE_LEDGERS}) {
    if (entry.path().extension() == ".ledger") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

class VenueLedger : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(VenueLedger, HoldsLineByLine) {
  const std::string script = text_of(GetParam());

  ASSERT_THAT(script, testing::HasSubstr("->")) << GetParam() << " expects nothing";
  for (const LedgerFault& fault : play_venue_ledger(script)) {
    ADD_FAILURE_AT(GetParam().c_str(), fault.line) << fault.message;
  }
}

INSTANTIATE_TEST_SUITE_P(Scripts, VenueLedger, testing::ValuesIn(scripts()),
                         [](const auto& param) { return param.param.stem().string(); });

TEST(TheTruthTable, HasOneRowForEveryPathTypeSideTimingAndGap) {
  std::vector<std::string> told;
  for (const auto& path : scripts()) {
    for (std::string& name : truth_cases(text_of(path))) told.push_back(std::move(name));
  }
  std::vector<std::string> wanted = all_truth_cases();
  std::ranges::sort(told);
  std::ranges::sort(wanted);

  std::vector<std::string> missing;
  std::ranges::set_difference(wanted, told, std::back_inserter(missing));
  std::vector<std::string> told_twice;
  std::ranges::set_difference(told, wanted, std::back_inserter(told_twice));

  EXPECT_EQ(wanted.size(), 8U * 2 * 4 * 7 * 3 + 3U * 2 * 4 * 7);
  EXPECT_THAT(missing, testing::IsEmpty());
  EXPECT_THAT(told_twice, testing::IsEmpty());
}

std::string message_of(std::string_view script) {
  const auto faults = play_venue_ledger(script);
  return faults.empty() ? "" : faults.front().message;
}

TEST(TheTruthTable, RefusesARowThatSaysSomethingElseThanItsBarOrTheVenue) {
  const std::string row = "row buy limit 100 next_open falls_through gap_up 98 : 104 106 97 97 ";

  EXPECT_EQ(message_of(row + "-> fill @ 100"), "");
  EXPECT_EQ(message_of(row + "-> fill @ 104"),
            "the venue says 'fill @ 100', expected 'fill @ 104'");
  EXPECT_EQ(message_of(row), "a row expects something");
  EXPECT_EQ(message_of("row buy limit 100 next_open opens_at gap_up 98 : 104 106 97 97 -> none"),
            "the bar is falls_through");
  EXPECT_EQ(message_of("row buy limit 100 next_open falls_through no_gap 98 : 104 106 97 97 -> x"),
            "the open is gap_up");
  EXPECT_EQ(message_of("row buy limit 100 next_open falls_through gap_up 98 : 104 99 97 97 -> x"),
            "no bar has these prices");
  EXPECT_EQ(message_of("row buy limits 100 next_open -> x"), "no order type 'limits'");
}

TEST(AVenueScript, RefusesWhatItCannotRead) {
  EXPECT_EQ(message_of("submit A buy 10 maybe"), "no condition 'maybe'");
  EXPECT_EQ(message_of("submit B buy 10"), "the next order is A");
  EXPECT_EQ(message_of("session 1 2 3 4"), "no bar has these prices");
  EXPECT_EQ(message_of("rule nothing"), "no rule 'nothing'");
  EXPECT_EQ(message_of("session 1 1 1 1\nrule keeps_hours"), "a rule comes too late");
  EXPECT_EQ(message_of("dance"), "unknown statement 'dance'");
  EXPECT_EQ(message_of("submit A buy 10\nsession 9 9 9 9"),
            "the venue says 'A filled 10 @ 9', expected 'none'");
}

}  // namespace
}  // namespace tw::support

#include "support/market_ledger.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace tw::support {
namespace {

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator{TW_LEDGERS "/market"}) {
    if (entry.path().extension() == ".ledger") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

class MarketLedger : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(MarketLedger, HoldsLineByLine) {
  std::ifstream file{GetParam()};
  const std::string script{std::istreambuf_iterator<char>{file}, {}};

  ASSERT_THAT(script, testing::HasSubstr("->")) << GetParam() << " expects nothing";
  for (const LedgerFault& fault : play_market_ledger(script)) {
    ADD_FAILURE_AT(GetParam().c_str(), fault.line) << fault.message;
  }
}

INSTANTIATE_TEST_SUITE_P(Scripts, MarketLedger, testing::ValuesIn(scripts()),
                         [](const auto& param) { return param.param.stem().string(); });

TEST(MarketLedgerReader, ReportsWhatDoesNotHold) {
  const auto message_of = [](std::string_view script) {
    const auto faults = play_market_ledger(script);
    return faults.empty() ? "" : faults.front().message;
  };

  EXPECT_EQ(message_of("cash 5\ncheck -> cash=6"), "cash is 5, expected 6");
  EXPECT_EQ(message_of("cash 5\nbar 2020-01-02 1 1 1 1\nask A buy 1\nbar 2020-01-03 1 1 1 1"),
            "the venue told A:filled too");
  EXPECT_EQ(message_of("check -> A:filled"), "the venue told nothing more, not A:filled");
  EXPECT_EQ(message_of("split 2"), "a ratio is new:old, such as 2:1");
  EXPECT_EQ(message_of("bar today 1 1 1 1"), "'today' is no date");
  EXPECT_EQ(message_of("check -> chash=1"), "no figure 'chash'");
  EXPECT_EQ(message_of("check -> seen_x=1"), "the strategy sees no 'x'");
}

}  // namespace
}  // namespace tw::support

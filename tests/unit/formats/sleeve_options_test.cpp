#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/backtest_options.hpp"
#include "formats/spec_toml.hpp"

// Several strategies in one backtest, as people write them.
namespace tw::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Option> portfolio(std::string strategies, std::vector<Option> more = {}) {
  std::vector<Option> options{{"strategy", std::move(strategies), "--strategy"},
                              {"symbols", "AAPL,MSFT", "--symbols"}};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

std::string error_of(const std::vector<Option>& options) {
  const auto request = resolve(options);
  if (request) return "";
  return request.error().front();
}

TEST(Sleeves, HavePartsOfTheAccountParametersAndSymbolsOfTheirOwn) {
  const auto request = resolve(portfolio("sma_cross:0.6, dip=rsi_reversion:0.4",
                                         {{"parameters.sma_cross.fast", "5", "--set"},
                                          {"parameters.dip.period", "7", "--set"},
                                          {"parameters.dip.symbols", "MSFT", "--set"}}));

  ASSERT_TRUE(request) << request.error().front();
  const auto& sleeves = request->spec.sleeves;
  ASSERT_EQ(sleeves.size(), 2U);
  EXPECT_EQ(sleeves[0].name, "sma_cross");
  EXPECT_EQ(sleeves[0].allocation, 0.6);
  EXPECT_EQ(sleeves[0].parameters[0], 5.0);
  EXPECT_TRUE(sleeves[0].symbols.empty());
  EXPECT_EQ(sleeves[1].name, "dip");
  EXPECT_EQ(sleeves[1].strategy, "rsi_reversion");
  EXPECT_EQ(sleeves[1].parameters[0], 7.0);
  EXPECT_THAT(sleeves[1].symbols, ElementsAre("MSFT"));
}

// One symbol alone has no other to be weighed against: the run used to trade nothing without a
// word.
TEST(Sleeves, OfPairsNeedTwoSymbols) {
  EXPECT_EQ(
      error_of({{"strategy", "pairs", "--strategy"}, {"symbols", "AAPL", "--symbols"}}),
      "strategy 'pairs' weighs at least 2 symbols, and 1 is named; name more with --symbols or "
      "--data");
  EXPECT_EQ(error_of({{"strategy", "pairs", "--strategy"}, {"symbols", "AAPL,KO", "--symbols"}}),
            "");
  EXPECT_THAT(error_of(portfolio("pairs:0.5,sma_cross:0.5",
                                 {{"parameters.pairs.symbols", "MSFT", "--set"}})),
              HasSubstr("'pairs' weighs at least 2 symbols"));
}

TEST(Sleeves, ShareAlikeWhereNoPartsAreGiven) {
  const auto request = resolve(portfolio("sma_cross,rsi_reversion"));

  ASSERT_TRUE(request) << request.error().front();
  EXPECT_EQ(request->spec.sleeves[0].allocation, 0.5);
  EXPECT_EQ(request->spec.sleeves[1].allocation, 0.5);
}

TEST(Sleeves, AreTablesOfParametersInAFile) {
  const auto options = parse_spec(
      "strategy = \"slow=sma_cross:0.5,fast=sma_cross:0.5\"\nsymbols = [\"AAPL\"]\n"
      "[parameters.slow]\nfast = 50\nslow = 200\n[parameters.fast]\nsymbols = [\"AAPL\"]\n",
      "spec.toml");
  ASSERT_TRUE(options) << options.error().front();

  const auto request = resolve(*options);

  ASSERT_TRUE(request) << request.error().front();
  EXPECT_EQ(request->spec.sleeves[0].parameters[1], 200.0);
  EXPECT_THAT(request->spec.sleeves[1].symbols, ElementsAre("AAPL"));
}

TEST(Sleeves, ThatCannotBeAreRefusedByName) {
  EXPECT_THAT(error_of(portfolio("sma_cross:0.7,rsi_reversion:0.4")),
              HasSubstr("gives away more than the whole account"));
  EXPECT_THAT(error_of(portfolio("sma_cross:0,rsi_reversion:1")), HasSubstr("'0' of the account"));
  EXPECT_THAT(error_of(portfolio("sma_cross:0.5,rsi_reversion")),
              HasSubstr("give all of them one"));
  EXPECT_THAT(error_of(portfolio("sma_cross:0.5,sma_cross:0.5")), HasSubstr("'sma_cross' twice"));
  EXPECT_THAT(error_of(portfolio("sma_cros:0.5,rsi_reversion:0.5")), HasSubstr("sma_cross"));
  EXPECT_THAT(error_of(portfolio("sma_cross:0.5,,rsi_reversion:0.5")),
              HasSubstr("without a plain name"));
  EXPECT_THAT(error_of(portfolio("sma_cross,rsi_reversion", {{"parameters.fast", "5", "--set"}})),
              HasSubstr("write, say, sma_cross.fast"));
  EXPECT_THAT(
      error_of(portfolio("sma_cross,rsi_reversion", {{"parameters.sma_cross.fsat", "5", "--set"}})),
      HasSubstr("fsat"));
  EXPECT_THAT(error_of(portfolio("sma_cross,rsi_reversion",
                                 {{"parameters.sma_cross.symbols", "IBM", "--set"}})),
              HasSubstr("'IBM', which is not among the symbols"));
}

TEST(Sleeves, TakeASizeForEachEntryButNoneThatSplitsTheAccount) {
  EXPECT_EQ(error_of(portfolio("sma_cross,rsi_reversion", {{"size", "vol:0.15", "--size"}})), "");
  EXPECT_EQ(
      error_of(portfolio("sma_cross,rsi_reversion", {{"size", "hrp", "--size"}})),
      "--size is 'hrp', which splits the account of one strategy, and several are named; give "
      "all or vol:0.15");
  EXPECT_EQ(error_of(portfolio("sma_cross", {{"size", "hrp", "--size"}})), "");
}

}  // namespace
}  // namespace tw::formats

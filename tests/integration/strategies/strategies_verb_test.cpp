#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "strategies/catalogue.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Finished strategies_verb(std::vector<std::string> words) {
  words.insert(words.begin(), {TW_APP, "strategies"});
  return support::run_process(words);
}

TEST(StrategiesVerb, ShowsEveryStrategyWithEachParameter) {
  const Finished run = strategies_verb({});

  EXPECT_EQ(run.exit_code, 0);
  for (const strategies::Entry& entry : strategies::catalogue()) {
    EXPECT_THAT(run.out, HasSubstr(std::string{entry.name} + "\n"));
    for (const strategy::Parameter& parameter : entry.parameters) {
      EXPECT_THAT(run.out, HasSubstr("  " + std::string{parameter.name} + " "));
      EXPECT_THAT(run.out, HasSubstr(std::string{parameter.doc} + "\n"));
    }
  }
}

TEST(StrategiesVerb, ShowsKindDefaultAndRangeInColumns) {
  const Finished run = strategies_verb({"rsi_reversion"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(
      run.out,
      HasSubstr(
          "  PARAMETER  KIND     DEFAULT  RANGE                     MEANING\n"
          "  period     integer  14       2 to 1000                 bars of the RSI\n"
          "  lower      number   30       0 to 100                  buys below it\n"
          "  upper      number   70       0 to 100                  sells above it\n"
          "  size       size     all      all, units:N, fraction:F  how much an entry trades\n"));
  EXPECT_THAT(run.out, Not(HasSubstr("sma_cross")));
}

// The example of pairs named one file, which is refused.
TEST(StrategiesVerb, ShowsAnExampleWithSeveralSymbolsForThoseThatWeighThem) {
  EXPECT_THAT(strategies_verb({"pairs"}).out,
              HasSubstr("\n  tradewind backtest --symbols AAPL,MSFT --strategy pairs"));
  EXPECT_THAT(strategies_verb({"rsi2"}).out,
              HasSubstr("\n  tradewind backtest --data AAPL.csv --strategy rsi2"));
}

TEST(StrategiesVerb, ShowsTheSizeOfThoseThatTradeUnits) {
  const Finished text = strategies_verb({"channel_pyramid"});
  const Finished run = strategies_verb({"channel_pyramid", "--json"});

  EXPECT_THAT(text.out, HasSubstr("  size       size     units:5  N or units:N, all, fraction:F"));
  const json size = json::parse(run.out)["strategies"][0]["parameters"].back();
  EXPECT_EQ(size["name"], "size");
  EXPECT_EQ(size["default"], "units:5");
}

TEST(StrategiesVerb, GivesTheSameAsOneJsonObject) {
  const Finished run = strategies_verb({"--json"});

  ASSERT_EQ(run.exit_code, 0);
  const json list = json::parse(run.out)["strategies"];
  ASSERT_EQ(list.size(), strategies::catalogue().size());
  EXPECT_EQ(list[0]["name"], "sma_cross");
  EXPECT_EQ(list[0]["parameters"][0],
            json::parse(R"({"name":"fast","kind":"integer","default":10,"min":1,"max":5000,
                            "doc":"bars of the fast average; below slow"})"));
  EXPECT_EQ(list[0]["parameters"][2]["choices"], json::parse(R"(["long","both"])"));
  EXPECT_EQ(list[0]["parameters"][2]["default"], "long");
  for (const json& entry : list) EXPECT_EQ(entry["parameters"].back()["name"], "size");
}

TEST(StrategiesVerb, WritesJsonOfOneStrategyToAFile) {
  const support::TempFolder folder;

  const Finished run = strategies_verb({"sma_touch", "--json", folder / "s.json"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out, "");
  const json list = json::parse(support::read_text(folder / "s.json"))["strategies"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["name"], "sma_touch");
}

TEST(StrategiesVerb, SuggestsTheNearestName) {
  const Finished run = strategies_verb({"sma_cros"});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(support::lines_of(run.err),
              ElementsAre("tradewind: unknown strategy 'sma_cros'; did you mean 'sma_cross'? (see "
                          "'tradewind strategies')"));
}

TEST(StrategiesVerb, DoesNotTakeAStrategysNameForAFile) {
  const Finished run = strategies_verb({"--json", "sma_cross"});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(support::lines_of(run.err),
              ElementsAre("tradewind: --json would write a file named 'sma_cross'; put the "
                          "strategy's name before it"));
}

TEST(StrategiesVerb, HasExamplesAndExitCodesInItsHelp) {
  const Finished run = strategies_verb({"--help"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("Examples:\n"));
  EXPECT_THAT(run.out, HasSubstr("Exit codes:"));
}

}  // namespace
}  // namespace tw

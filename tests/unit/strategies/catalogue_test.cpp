#include "strategies/catalogue.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "strategy/position_exits.hpp"

// What `--strategy` and `--set` accept, and the one line that they answer to anything else.
namespace tw::strategies {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

using Lines = std::vector<std::string>;

const Entry& entry_of(std::string_view name) { return **find(name); }

Lines errors_of(std::string_view name, std::vector<Setting> settings) {
  const auto values = resolve(entry_of(name), settings);
  return values ? Lines{} : values.error();
}

TEST(Catalogue, HasEachStrategyWithADocAndASource) {
  std::set<std::string_view> names;
  for (const Entry& entry : catalogue()) {
    names.insert(entry.name);
    EXPECT_FALSE(entry.doc.empty());
    EXPECT_FALSE(entry.source.empty());
    for (const strategy::Parameter& parameter : entry.parameters) {
      EXPECT_FALSE(parameter.doc.empty()) << entry.name << ' ' << parameter.name;
    }
  }

  EXPECT_EQ(names.size(), catalogue().size()) << "two have one name";
  for (const char* name : {"bollinger_reversion",
                           "buy_and_hold",
                           "cross_sectional_momentum",
                           "pairs",
                           "rebalance",
                           "donchian_breakout",
                           "level_breakout",
                           "momentum",
                           "multi_timeframe_trend",
                           "opening_range",
                           "pivot_levels",
                           "range_bound",
                           "rsi2",
                           "rsi_reversion",
                           "sma_cross",
                           "sma_touch",
                           "volatility_target",
                           "zscore_reversion",
                           "channel_pyramid",
                           "limit_pullback",
                           "stop_breakout"}) {
    EXPECT_THAT(names, Contains(name));
  }
}

/// Returns the text between the heading `name` of docs/strategies.md and the next heading.
std::string section_of(std::string_view name) {
  std::ifstream page{"docs/strategies.md"};
  std::string text;
  bool is_inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("#")) is_inside = line.substr(line.find(' ') + 1) == name;
    if (is_inside) text += line + '\n';
  }
  return text;
}

TEST(Page, HasASectionForEachStrategyWithItsParametersSourceAndCaveat) {
  const std::string shared = section_of("Exits that most share");
  for (const Entry& entry : catalogue()) {
    const std::string section = section_of(entry.name);
    EXPECT_THAT(section, HasSubstr("\nCaveat: ")) << entry.name;
    EXPECT_THAT(section, HasSubstr("\nSource: " + std::string{entry.source})) << entry.name;
    const bool has_exits = section.find("hared exits") != std::string::npos ||
                           section.find("shared\nexits") != std::string::npos;
    for (const strategy::Parameter& parameter : entry.parameters) {
      const bool is_exit = std::ranges::any_of(
          strategy::kExitParameters, [&](const auto& one) { return one.name == parameter.name; });
      EXPECT_THAT(is_exit ? shared : section, HasSubstr('`' + std::string{parameter.name} + '`'))
          << entry.name;
      EXPECT_TRUE(!is_exit || has_exits) << entry.name;
    }
  }
}

TEST(Find, SuggestsTheNearestName) {
  EXPECT_EQ(find("sma_cros").error(),
            "unknown strategy 'sma_cros'; did you mean 'sma_cross'? (see 'tradewind strategies')");
}

TEST(Find, ListsWhatThereIsWhereNothingIsNear) {
  std::string known;
  for (const Entry& entry : catalogue())
    known += (known.empty() ? "" : ", ") + std::string{entry.name};

  EXPECT_EQ(find("martingale").error(),
            "unknown strategy 'martingale'; known: " + known + " (see 'tradewind strategies')");
}

TEST(Entries, TradeTheWholeAccountUnlessTheStrategySaysHowManyUnits) {
  EXPECT_EQ(entry_of("sma_cross").size.fraction(), 1.0);
  EXPECT_EQ(entry_of("channel_pyramid").size.quantity(), Quantity::whole(5));
}

TEST(Resolve, FillsInDefaults) {
  EXPECT_THAT(*resolve(entry_of("sma_cross"), {}), ElementsAre(10, 30, 0, 0, 0));
}

TEST(Resolve, TakesSettingsByNameInAnyOrder) {
  const std::vector<Setting> settings{{"side", "both"}, {"slow", "50"}, {"stop", "0.05"}};

  EXPECT_THAT(*resolve(entry_of("sma_cross"), settings), ElementsAre(10, 50, 1, 0.05, 0));
}

TEST(Resolve, TakesTheEndsOfARange) {
  EXPECT_TRUE(errors_of("rsi_reversion", {{"lower", "0"}, {"upper", "100"}}).empty());
  EXPECT_TRUE(errors_of("sma_cross", {{"fast", "1"}, {"slow", "5000"}}).empty());
}

TEST(Resolve, SuggestsTheNearestParameter) {
  EXPECT_THAT(errors_of("sma_cross", {{"fats", "10"}}),
              ElementsAre("strategy 'sma_cross' has no parameter 'fats'; did you mean 'fast'?"));
  EXPECT_THAT(
      errors_of("bollinger_reversion", {{"window", "10"}}),
      ElementsAre("strategy 'bollinger_reversion' has no parameter 'window'; known: period, "
                  "deviations"));
}

TEST(Resolve, SaysThatAStrategyHasNoParameters) {
  EXPECT_THAT(errors_of("buy_and_hold", {{"window", "10"}}),
              ElementsAre("strategy 'buy_and_hold' has no parameter 'window'; it has none at all"));
}

TEST(Resolve, NamesTheRangeThatAValueIsOutOf) {
  EXPECT_THAT(
      errors_of("sma_cross", {{"fast", "0"}}),
      ElementsAre("parameter 'fast' is '0', which is out of range; give one from 1 to 5000"));
  EXPECT_THAT(
      errors_of("sma_cross", {{"stop", "0.991"}}),
      ElementsAre("parameter 'stop' is '0.991', which is out of range; give one from 0 to 0.99"));
}

TEST(Resolve, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "ten", "10x", " 10", "nan", "inf", "1e999"}) {
    EXPECT_THAT(errors_of("sma_cross", {{"fast", text}}),
                ElementsAre("parameter 'fast' is '" + std::string{text} +
                            "', which is not a number; give one from 1 to 5000"));
  }
}

TEST(Resolve, RefusesAFractionWhereBarsAreCounted) {
  EXPECT_THAT(errors_of("sma_cross", {{"fast", "10.5"}}),
              ElementsAre("parameter 'fast' is '10.5', which is not a whole number; give one from "
                          "1 to 5000"));
}

TEST(Resolve, ListsTheWordsOfAChoice) {
  EXPECT_THAT(errors_of("sma_cross", {{"side", "short"}}),
              ElementsAre("parameter 'side' is 'short', which is none of: long, both"));
}

TEST(Resolve, RefusesAParameterGivenTwice) {
  EXPECT_THAT(errors_of("sma_cross", {{"fast", "10"}, {"fast", "10"}}),
              ElementsAre("parameter 'fast' is given twice; give it once"));
}

TEST(Resolve, SaysEverythingThatIsWrongAtOnce) {
  EXPECT_EQ(errors_of("sma_cross", {{"fats", "1"}, {"slow", "x"}, {"side", "up"}}).size(), 3U);
}

TEST(Resolve, SaysWhichValuesContradictEachOther) {
  EXPECT_THAT(errors_of("sma_cross", {{"fast", "30"}}),
              ElementsAre("strategy 'sma_cross': fast must be below slow (fast=30, slow=30)"));
  EXPECT_THAT(
      errors_of("sma_cross", {{"side", "both"}, {"target", "1"}}),
      ElementsAre("strategy 'sma_cross': with side both, target must be below 1 (side=both, "
                  "target=1)"));
  EXPECT_THAT(errors_of("rsi_reversion", {{"lower", "70"}}),
              ElementsAre("strategy 'rsi_reversion': lower must be below upper (lower=70, "
                          "upper=70)"));
}

// The message used to add rsi=14, because "rsi" is a part of "rsi_min".
TEST(Resolve, NamesNoParameterThatHasNoPartInTheContradiction) {
  EXPECT_THAT(errors_of("sma_touch", {{"rsi_min", "60"}}),
              ElementsAre("strategy 'sma_touch': rsi_min must not be above rsi_max (rsi_min=60, "
                          "rsi_max=55)"));
  EXPECT_THAT(errors_of("sma_touch", {{"short", "200"}}),
              ElementsAre("strategy 'sma_touch': short must be below long (short=200, long=200)"));
}

TEST(ToString, WritesAValueAsItWouldBeGiven) {
  const Entry& entry = entry_of("sma_cross");

  EXPECT_EQ(to_string(entry.parameters[0], 10), "10");
  EXPECT_EQ(to_string(entry.parameters[2], 1), "both");
  EXPECT_EQ(to_string(entry.parameters[3], 0.05), "0.05");
}

// Such a value used to be written as the rubbish of a buffer that was too short.
TEST(ToString, HasRoomForAnyDouble) {
  const strategy::Parameter& stop = entry_of("sma_cross").parameters[3];

  EXPECT_EQ(to_string(stop, 1e-300), "0." + std::string(299, '0') + "1");
}

}  // namespace
}  // namespace tw::strategies

#include "formats/spec_toml.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "backtest/notation.hpp"

namespace tw::formats {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

/// Returns each option as "where key=value".
std::vector<std::string> read(std::string_view text) {
  const auto options = parse_spec(text, "spec.toml");
  if (!options) return options.error();
  std::vector<std::string> lines;
  for (const Option& option : *options) {
    lines.push_back(option.where + " " + option.key + "=" + option.value);
  }
  return lines;
}

std::string text_of(const char* path) {
  const std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(SpecToml, GivesEachValueWithItsLineInTheOrderOfLines) {
  EXPECT_THAT(read("strategy = \"sma_cross\"\n"
                   "cash = 10_000\n"
                   "[parameters]\n"
                   "fast = 10\n"
                   "stop = 0.05\n"
                   "[costs]\n"
                   "commission = \"none\"\n"),
              ElementsAre("spec.toml:1 strategy=sma_cross", "spec.toml:2 cash=10000",
                          "spec.toml:4 parameters.fast=10", "spec.toml:5 parameters.stop=0.05",
                          "spec.toml:7 costs.commission=none"));
}

TEST(SpecToml, ReadsDottedKeysAndInlineTablesAsTables) {
  EXPECT_THAT(read("costs.spread = \"none\"\nfills = { timing = \"intrabar\" }\n"),
              ElementsAre("spec.toml:1 costs.spread=none", "spec.toml:2 fills.timing=intrabar"));
}

TEST(SpecToml, GivesOneOptionForEachElementOfAList) {
  EXPECT_THAT(read("symbols = [\"AAPL\",\n \"MSFT\"]\n"),
              ElementsAre("spec.toml:1 symbols=AAPL", "spec.toml:2 symbols=MSFT"));
}

TEST(SpecToml, ReadsDatesTimesAndTruthAsFlagsHaveThem) {
  EXPECT_THAT(read("from = 2014-01-02\n"
                   "to = 2014-01-02T09:30:00-05:00\n"
                   "local = 2014-01-02 09:30:15\n"
                   "utc = 2014-01-02T09:30:00Z\n"
                   "adjusted = true\n"),
              ElementsAre("spec.toml:1 from=2014-01-02", "spec.toml:2 to=2014-01-02T09:30:00-05:00",
                          "spec.toml:3 local=2014-01-02T09:30:15",
                          "spec.toml:4 utc=2014-01-02T09:30:00Z", "spec.toml:5 adjusted=true"));
}

TEST(SpecToml, WritesNumbersSoThatTheyReadBackTheSame) {
  EXPECT_THAT(read("a = 0.1\nb = 1e-9\nc = 12345678.125\nd = -3\n"),
              ElementsAre("spec.toml:1 a=0.1", "spec.toml:2 b=1e-09", "spec.toml:3 c=12345678.125",
                          "spec.toml:4 d=-3"));
}

TEST(SpecToml, OfNothingIsNothing) { EXPECT_THAT(read("# only a comment\n"), IsEmpty()); }

TEST(SpecToml, SaysInWhichLineItStopsBeingToml) {
  for (const std::string_view text :
       {"cash = 1\nstrategy = sma_cross\n", "cash = 1\ncash = 2\n", "cash = 1\n[costs\n"}) {
    const auto lines = read(text);

    ASSERT_EQ(lines.size(), 1U) << text;
    EXPECT_THAT(lines[0], StartsWith("spec.toml:2: ")) << text;
    EXPECT_THAT(lines[0],
                testing::EndsWith("; correct that line (examples/backtest.toml shows every key)"));
    EXPECT_EQ(lines[0].find('\n'), std::string::npos);
  }
}

TEST(SpecToml, NamesEveryValueThatNoOptionCanHold) {
  const std::string what =
      " holds a table, a time of day or a list in a list; give it one value, or a list of values";

  EXPECT_THAT(
      read("cash = [[1]]\n[costs.deep]\nx = 1\n[fills]\ntiming = 09:30:00\n"),
      testing::UnorderedElementsAre("spec.toml:1: cash" + what, "spec.toml:2: costs.deep" + what,
                                    "spec.toml:5: fills.timing" + what));
}

TEST(SpecToml, SaysSoWhenTheFileIsNotText) {
  using namespace std::string_view_literals;

  EXPECT_THAT(read("cash = 1\n\0\1\2"sv),
              ElementsAre("spec.toml is not text; give a TOML file such as "
                          "examples/backtest.toml"));
  EXPECT_THAT(read("cash = \"\xff\xfe\"\n"),
              ElementsAre(StartsWith("spec.toml:1: Encountered invalid utf-8 sequence")));
}

TEST(SpecToml, LargerThanASpecMayBeIsRefused) {
  EXPECT_THAT(read(std::string(kSpecBytesMax + 1, '#')),
              ElementsAre("spec.toml is larger than a spec may be (1048576 bytes); give a TOML "
                          "file such as examples/backtest.toml"));
}

TEST(SpecToml, OfTheExamplesIsTakenAsItStands) {
  const auto options = parse_spec(text_of("examples/backtest.toml"), "backtest.toml");
  ASSERT_TRUE(options.has_value()) << options.error().front();

  const auto request = resolve(*options);

  ASSERT_TRUE(request.has_value()) << request.error().front();
  const auto& spec = request->spec;
  EXPECT_EQ(spec.strategy, "sma_cross");
  EXPECT_THAT(spec.symbols, ElementsAre("AAPL"));
  EXPECT_EQ(spec.from, "2014-01-01");
  EXPECT_EQ(spec.limits.max_order_value, Money::whole(20'000));
  EXPECT_EQ(spec.limits.max_orders_per_minute, 60);
}

TEST(SpecToml, OfTheExamplesShowsThePresetsOwnValuesForCostsAndFills) {
  const auto request = resolve(*parse_spec(text_of("examples/backtest.toml"), "backtest.toml"));
  const auto preset = backtest::spec_of(backtest::Preset::Realistic);

  ASSERT_TRUE(request.has_value());
  const auto& rules = request->spec.rules;
  EXPECT_EQ(backtest::notation(rules.commission), backtest::notation(preset.rules.commission));
  EXPECT_EQ(backtest::notation(rules.spread), backtest::notation(preset.rules.spread));
  EXPECT_EQ(rules.fill_timing, preset.rules.fill_timing);
  EXPECT_EQ(rules.participation, preset.rules.participation);
  EXPECT_EQ(rules.margin, preset.rules.margin);
  EXPECT_EQ(request->spec.cash, preset.cash);
}

}  // namespace
}  // namespace tw::formats

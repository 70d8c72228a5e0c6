#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "support/temp_folder.hpp"
#include "unit/sim/place.hpp"

// The examples of docs/concepts/fills.md, which the venue tells under each preset's rules.
namespace tw::backtest {
namespace {

using sim::attached;
using sim::buy;
using sim::limit;
using sim::Place;
using sim::stop;

constexpr Preset kPresets[] = {Preset::Realistic, Preset::BacktestingPy, Preset::Backtrader};

Place place_under(Preset preset) {
  Place place{spec_of(preset).rules, Money::whole(100'000)};
  place.now = place.now + Duration::hours(14);  // Inside the regular session: 10:00 in New York.
  place.bar("100 100 100 100");
  return place;
}

std::string both(Place& place, std::string_view first, std::string_view second) {
  const std::string before = place.bar(first);
  const std::string after = place.bar(second);
  return (before.empty() ? "nothing" : before) + ", then " + (after.empty() ? "nothing" : after);
}

OrderRequest trailing(std::string_view amount) {
  OrderRequest exit = sim::exit_of("100");
  exit.type = OrderType::TrailingStop;
  exit.trail = Trail::amount(sim::price(amount));
  return exit;
}

struct Example {
  const char* title;
  std::function<std::string(Place&)> story;
};

const std::vector<Example>& examples() {
  static const std::vector<Example> all{
      {"buy 100 at market; the bar is 100 101 99 100",
       [](Place& place) {
         place.send({buy("100")});
         return place.bar("100 101 99 100");
       }},
      {"buy 100 at limit 99; the bar is 100 101 99 100, which touches it",
       [](Place& place) {
         place.send({limit(buy("100"), "99")});
         return place.bar("100 101 99 100");
       }},
      {"buy 100 at market, of a bar that traded 500",
       [](Place& place) {
         place.send({buy("100")});
         return place.bar("100 101 99 100 500");
       }},
      {"buy 1001 at market with 100000 of cash",
       [](Place& place) {
         place.send({buy("1001")});
         return place.bar("100 101 99 100");
       }},
      {"buy 1005 at market with 100000 of cash; the bar is 99 100 98 99",
       [](Place& place) {
         place.send({buy("1005")});
         return place.bar("99 100 98 99");
       }},
      {"buy 100 at market with a stop at 95; the bar is 100 101 94 96, the next 96 97 94 95",
       [](Place& place) {
         place.send({buy("100"), stop(attached(Side::Sell), "95")});
         return both(place, "100 101 94 96", "96 97 94 95");
       }},
      {"buy 100 at limit 99 with a target at 102; the bar is 98 103 97 101, the next 101 104 100 "
       "103",
       [](Place& place) {
         place.send({limit(buy("100"), "99"), limit(attached(Side::Sell), "102")});
         return both(place, "98 103 97 101", "101 104 100 103");
       }},
      {"buy 100 at stop 101 with a target at 103; the bar is 100 104 99 102, the next 102 104 101 "
       "103",
       [](Place& place) {
         place.send({stop(buy("100"), "101"), limit(attached(Side::Sell), "103")});
         return both(place, "100 104 99 102", "102 104 101 103");
       }},
      {"100 held, sold by a stop that trails by 5; the bar is 100 110 99 104, the next 104 106 98 "
       "100",
       [](Place& place) {
         place.send({buy("100")});
         place.bar("100 100 100 100");
         place.send({trailing("5")});
         return both(place, "100 110 99 104", "104 106 98 100");
       }},
  };
  return all;
}

std::string row_of(const Example& example) {
  std::string row = "| " + std::string{example.title};
  for (const Preset preset : kPresets) {
    Place place = place_under(preset);
    const std::string story = example.story(place);
    row += " | " + (story.empty() ? "nothing" : story);
  }
  return row + " |\n";
}

TEST(TheFillsPage, ShowsWhatEachPresetMakesOfTheSameBars) {
  const std::string page = support::read_text("docs/concepts/fills.md");

  for (const Example& example : examples()) {
    EXPECT_THAT(page, testing::HasSubstr(row_of(example)));
  }
}

TEST(ThePresets, FollowTheirConventionsInSpreadOfALimitAndInCancels) {
  sim::SimRules rules = spec_of(Preset::BacktestingPy).rules;
  rules.spread.rate = sim::ratio("0.001");
  Place place{rules};
  place.bar("100 100 100 100");
  place.send({limit(buy("100"), "99")});

  EXPECT_EQ(place.bar("100 101 99 100"), "A filled 100 @ 99.099");

  Place told = place_under(Preset::Backtrader);
  told.send({limit(buy("100"), "90")});
  EXPECT_EQ(told.cancel('A'), "");
  EXPECT_EQ(told.bar("100 101 80 100"), "A cancelled requested");
}

}  // namespace
}  // namespace tw::backtest

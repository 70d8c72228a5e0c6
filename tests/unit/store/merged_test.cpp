#include "store/merged.hpp"

#include <gmock/gmock.h>

#include "small_bars.hpp"

namespace tw::store {
namespace {

using ::testing::ElementsAre;

std::vector<std::int64_t> closes(const BarTable& table) {
  std::vector<std::int64_t> whole;
  for (const std::int64_t raw : table.close) whole.push_back(raw / Price::kScale);
  return whole;
}

TEST(Merged, AddsNewBarsOnEitherSideAndBetween) {
  const BarTable stored = daily_bars({{"2013-10-08", 2}, {"2013-10-10", 4}});
  const BarTable latest = daily_bars({{"2013-10-07", 1}, {"2013-10-09", 3}, {"2013-10-11", 5}});
  MergeTally tally;

  const BarTable both = merged(stored.view({}), latest.view({}), tally);

  EXPECT_THAT(closes(both), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(both.end.size(), 5u);
  EXPECT_EQ(tally.added, 3u);
  EXPECT_EQ(tally.unchanged + tally.changed, 0u);
}

TEST(Merged, LetsTheNewestImportHoldAndCountsWhatItChanged) {
  const BarTable stored = daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}});
  const BarTable latest = daily_bars({{"2013-10-07", 1}, {"2013-10-08", 9}});
  MergeTally tally;

  const BarTable both = merged(stored.view({}), latest.view({}), tally);

  EXPECT_THAT(closes(both), ElementsAre(1, 9));
  EXPECT_EQ(tally.unchanged, 1u);
  EXPECT_EQ(tally.changed, 1u);
}

TEST(Merged, KeepsAdjustedClosesThatOnlyOneSideHas) {
  const BarTable stored = daily_bars({{"2013-10-07", 1}});
  BarTable latest = daily_bars({{"2013-10-08", 2}});
  latest.adjusted_close = {7};
  MergeTally tally;

  const BarTable both = merged(stored.view({}), latest.view({}), tally);

  EXPECT_THAT(both.adjusted_close, ElementsAre(BarSeries::kNoValue, 7));
}

}  // namespace
}  // namespace tw::store

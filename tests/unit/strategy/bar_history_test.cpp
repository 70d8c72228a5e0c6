#include "strategy/bar_history.hpp"

#include <gtest/gtest.h>

namespace tw::strategy {
namespace {

Bar closing_at(std::int64_t close) { return {.close = Price::whole(close)}; }

TEST(BarHistory, ShowsTheNewestBarFirst) {
  BarHistory history{3};
  for (const std::int64_t close : {1, 2}) history.push(closing_at(close));

  const HistoryView view = history.view();

  EXPECT_EQ(view.size(), 2U);
  EXPECT_EQ(view[0].close, Price::whole(2));
  EXPECT_EQ(view[1].close, Price::whole(1));
}

TEST(BarHistory, KeepsAsManyBarsAsWereDeclared) {
  BarHistory history{3};
  for (std::int64_t close = 1; close <= 8; ++close) history.push(closing_at(close));

  const HistoryView view = history.view();

  ASSERT_EQ(view.size(), 3U);
  for (std::size_t ago = 0; ago < 3; ++ago) {
    EXPECT_EQ(view[ago].close, Price::whole(8 - static_cast<std::int64_t>(ago)));
  }
}

TEST(BarHistory, HasNoIndexThatReachesABarItDoesNotHold) {
  BarHistory history{3};
  history.push(closing_at(1));

  EXPECT_DEATH(history.view()[1], "ago < size_");
}

TEST(BarHistory, OfNothingDeclaredIsEmpty) {
  BarHistory history;
  history.push(closing_at(1));

  EXPECT_TRUE(history.view().empty());
}

}  // namespace
}  // namespace tw::strategy

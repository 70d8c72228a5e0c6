#include "portfolio/lot_queue.hpp"

#include <gtest/gtest.h>

namespace tw::portfolio {
namespace {

Lot lot_of(std::int64_t shares) { return {.quantity = Quantity::whole(shares)}; }

TEST(LotQueue, ShowsItsLotsOldestFirst) {
  LotQueue lots;

  for (int i = 1; i <= 3; ++i) lots.push(lot_of(i));

  ASSERT_EQ(lots.view().size(), 3U);
  EXPECT_EQ(lots.view().front().quantity, Quantity::whole(1));
  EXPECT_EQ(lots.oldest().quantity, Quantity::whole(1));
  EXPECT_EQ(lots.newest().quantity, Quantity::whole(3));
}

TEST(LotQueue, GivesUpLotsAtEitherEnd) {
  LotQueue lots;
  for (int i = 1; i <= 3; ++i) lots.push(lot_of(i));

  lots.pop_oldest();
  lots.pop_newest();

  ASSERT_EQ(lots.view().size(), 1U);
  EXPECT_EQ(lots.oldest().quantity, Quantity::whole(2));
  lots.pop_oldest();
  EXPECT_TRUE(lots.empty());
}

TEST(LotQueue, TakesBackRoomAtTheFrontBeforeItGrows) {
  LotQueue lots;
  for (int i = 0; i < 8; ++i) lots.push(lot_of(i));
  for (int i = 0; i < 4; ++i) lots.pop_oldest();
  const Lot* const storage_end = lots.view().data() + lots.view().size();

  for (int i = 8; i < 1000; ++i) {
    lots.push(lot_of(i));
    lots.pop_oldest();
    ASSERT_EQ(lots.view().size(), 4U);
    ASSERT_EQ(lots.oldest().quantity, Quantity::whole(i - 3));
    ASSERT_LE(lots.view().data() + 4, storage_end);
  }
}

TEST(LotQueue, DropsLotsThatHoldNothing) {
  LotQueue lots;
  for (const int shares : {9, 1, 0, 2, 0}) lots.push(lot_of(shares));
  lots.pop_oldest();

  lots.drop_empty();

  ASSERT_EQ(lots.view().size(), 2U);
  EXPECT_EQ(lots.oldest().quantity, Quantity::whole(1));
  EXPECT_EQ(lots.newest().quantity, Quantity::whole(2));
}

}  // namespace
}  // namespace tw::portfolio

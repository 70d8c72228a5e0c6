#include "sim/resting_orders.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "core/splitmix.hpp"

namespace tw::sim {
namespace {

constexpr InstrumentId kA{0};
constexpr InstrumentId kB{1};

RestingOrder order(std::uint64_t id, InstrumentId instrument) {
  return {.id = ClientOrderId{id}, .request = {.instrument = instrument}};
}

auto add(RestingOrders& orders, const RestingOrder& arrived) {
  return orders.add(arrived.id, arrived.request);
}

std::vector<std::uint64_t> ids(auto&& orders) {
  std::vector<std::uint64_t> found;
  for (const RestingOrder& one : orders) found.push_back(static_cast<std::uint64_t>(one.id));
  return found;
}

using Ids = std::vector<std::uint64_t>;

TEST(RestingOrders, AreWalkedInTheOrderOfTheirArrivalAllOrOfOneInstrument) {
  RestingOrders orders{2};
  for (const std::uint64_t id : {1U, 2U, 3U, 4U}) add(orders, order(id, id % 2 == 0 ? kB : kA));

  EXPECT_EQ(ids(orders.all()), (Ids{1, 2, 3, 4}));
  EXPECT_EQ(ids(orders.of(kA)), (Ids{1, 3}));
  EXPECT_EQ(ids(orders.of(kB)), (Ids{2, 4}));
}

TEST(RestingOrders, KeepWhatIsDoneUntilTheySweep) {
  RestingOrders orders{1};
  add(orders, order(1, kA));
  add(orders, order(2, kA));

  orders.finish(*orders.find(ClientOrderId{1}));
  EXPECT_TRUE(orders.find(ClientOrderId{1})->is_done);
  EXPECT_EQ(orders.size(), 2U);
  orders.sweep();

  EXPECT_EQ(orders.find(ClientOrderId{1}), nullptr);
  EXPECT_EQ(ids(orders.all()), Ids{2});
  EXPECT_EQ(orders.size(), 1U);
}

TEST(RestingOrders, ArriveBehindAllOthersWhereverThereIsRoom) {
  RestingOrders orders{2};
  const auto first = add(orders, order(1, kA));
  add(orders, order(2, kA));
  orders.finish(orders[first]);
  orders.sweep();

  EXPECT_EQ(add(orders, order(3, kB)), first);

  EXPECT_EQ(ids(orders.all()), (Ids{2, 3}));
  EXPECT_EQ(ids(orders.of(kB)), Ids{3});
  EXPECT_FALSE(orders[first].is_done);
}

TEST(RestingOrders, AreThoseOfAPlainListAfterAnyArrivalsAndEnds) {
  RestingOrders orders{2};
  std::vector<RestingOrder> plain;
  SplitMix random{7};

  for (std::uint64_t id = 1; id <= 2'000; ++id) {
    const RestingOrder arrived = order(id, random.next() % 2 == 0 ? kA : kB);
    add(orders, arrived);
    plain.push_back(arrived);
    while (random.next() % 3 != 0 && !plain.empty()) {
      const auto gone = plain.begin() + static_cast<std::ptrdiff_t>(random.next() % plain.size());
      orders.finish(*orders.find(gone->id));
      plain.erase(gone);
    }
    orders.sweep();
    ASSERT_EQ(ids(orders.all()), ids(plain)) << "seed 7, order " << id;
    std::vector<RestingOrder> of_b = plain;
    std::erase_if(of_b, [](const RestingOrder& one) { return one.request.instrument != kB; });
    ASSERT_EQ(ids(orders.of(kB)), ids(of_b)) << "seed 7, order " << id;
  }
}

}  // namespace
}  // namespace tw::sim

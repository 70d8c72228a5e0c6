#include "live/ring.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "core/splitmix.hpp"
#include "support/seeds.hpp"

namespace tw::live {
namespace {

TEST(Ring, GivesValuesBackInTheOrderInWhichTheyCame) {
  Doorbell bell;
  Ring<int> ring{4, bell};
  EXPECT_EQ(ring.front(), nullptr);

  EXPECT_TRUE(ring.try_push(1));
  EXPECT_TRUE(ring.try_push(2));

  ASSERT_NE(ring.front(), nullptr);
  EXPECT_EQ(*ring.front(), 1);
  ring.pop();
  EXPECT_EQ(*ring.front(), 2);
  ring.pop();
  EXPECT_EQ(ring.front(), nullptr);
}

TEST(Ring, RefusesWhatItHasNoRoomFor) {
  Doorbell bell;
  Ring<int> ring{2, bell};
  EXPECT_TRUE(ring.try_push(1));
  EXPECT_TRUE(ring.try_push(2));

  EXPECT_FALSE(ring.try_push(3));

  ring.pop();
  EXPECT_TRUE(ring.try_push(4));
  EXPECT_EQ(*ring.front(), 2);
}

TEST(Ring, TakesNothingOnceClosedAndIsDrainedWhenTheRestIsRead) {
  Doorbell bell;
  Ring<int> ring{4, bell};
  EXPECT_TRUE(ring.try_push(1));

  ring.close();

  EXPECT_FALSE(ring.try_push(2));
  EXPECT_FALSE(ring.push(2));
  EXPECT_FALSE(ring.is_drained());
  EXPECT_EQ(*ring.front(), 1);
  ring.pop();
  EXPECT_TRUE(ring.is_drained());
}

TEST(Ring, RingsTheBellOfItsConsumerAtEveryPushAndAtTheClose) {
  Doorbell bell;
  Ring<int> ring{4, bell};
  const auto before = bell.heard();

  EXPECT_TRUE(ring.try_push(1));
  const auto after_push = bell.heard();
  ring.close();

  EXPECT_NE(after_push, before);
  EXPECT_NE(bell.heard(), after_push);
}

TEST(Ring, AProducerThatWaitsForRoomIsWokenByTheClose) {
  Doorbell bell;
  Ring<int> ring{1, bell};
  ASSERT_TRUE(ring.try_push(1));
  bool was_taken = true;

  std::thread producer{[&] { was_taken = ring.push(2); }};
  ring.close();
  producer.join();

  EXPECT_FALSE(was_taken);
}

/// A value with a check of itself, wide enough to be torn if it could be.
struct Numbered {
  std::uint64_t number = 0;
  std::uint64_t check[6]{};

  static Numbered of(std::uint64_t number) {
    Numbered value{.number = number};
    for (std::uint64_t& word : value.check) word = SplitMix::mix(number);
    return value;
  }
  bool is_whole() const {
    for (const std::uint64_t word : check) {
      if (word != SplitMix::mix(number)) return false;
    }
    return true;
  }
};

TEST(Ring, LosesNothingAndDoublesNothingBetweenTwoThreads) {
  constexpr std::uint64_t kValues = 1'000;
  constexpr int kSeedsMax = 500;
  support::for_each_seed(
      [=](std::uint64_t seed) {
        SplitMix dice{seed};
        Doorbell bell;
        Ring<Numbered> ring{std::size_t{1} << (dice.next() % 6), bell};
        std::thread producer{[&ring] {
          for (std::uint64_t i = 0; i < kValues; ++i) {
            if (!ring.push(Numbered::of(i))) return;
          }
          ring.close();
        }};

        std::uint64_t expected = 0;
        bool is_in_order = true;
        while (true) {
          const auto heard = bell.heard();
          if (const Numbered* value = ring.front()) {
            is_in_order = is_in_order && value->number == expected && value->is_whole();
            expected += 1;
            ring.pop();
          } else if (ring.is_drained()) {
            break;
          } else {
            bell.wait(heard);
          }
        }
        producer.join();

        EXPECT_TRUE(is_in_order);
        EXPECT_EQ(expected, kValues);
      },
      kSeedsMax);
}

}  // namespace
}  // namespace tw::live

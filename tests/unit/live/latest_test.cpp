#include "live/latest.hpp"

#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>

namespace tw::live {
namespace {

TEST(Latest, HasNothingBeforeTheFirstValueAndNothingTwice) {
  Latest<int> latest;
  EXPECT_EQ(latest.take(), nullptr);

  latest.publish(7);

  const int* value = latest.take();
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(*value, 7);
  EXPECT_EQ(latest.take(), nullptr);
}

TEST(Latest, KeepsOnlyTheNewestValue) {
  Latest<int> latest;
  for (int i = 1; i <= 5; ++i) latest.publish(i);

  const int* value = latest.take();

  ASSERT_NE(value, nullptr);
  EXPECT_EQ(*value, 5);
  EXPECT_EQ(latest.take(), nullptr);
}

TEST(Latest, AValueStaysWhatItWasWhileNewOnesArePublished) {
  Latest<int> latest;
  latest.publish(1);
  const int* held = latest.take();

  for (int i = 2; i <= 9; ++i) latest.publish(i);

  EXPECT_EQ(*held, 1);
  EXPECT_EQ(*latest.take(), 9);
}

/// Wide enough to be torn if it could be: every word is the same.
struct Wide {
  std::uint64_t words[64]{};
};

TEST(Latest, IsWholeAndNeverOlderThanBeforeBetweenTwoThreads) {
  constexpr std::uint64_t kValues = 200'000;
  Latest<Wide> latest;
  std::thread publisher{[&latest] {
    Wide value;
    for (std::uint64_t i = 1; i <= kValues; ++i) {
      for (std::uint64_t& word : value.words) word = i;
      latest.publish(value);
    }
  }};

  std::uint64_t newest = 0;
  bool is_whole = true;
  bool is_in_order = true;
  while (newest < kValues) {  // The last value must reach the reader, however slow it is.
    const Wide* value = latest.take();
    if (value == nullptr) {
      std::this_thread::yield();
      continue;
    }
    for (const std::uint64_t word : value->words) is_whole = is_whole && word == value->words[0];
    is_in_order = is_in_order && value->words[0] > newest;
    newest = value->words[0];
  }
  publisher.join();

  EXPECT_TRUE(is_whole);
  EXPECT_TRUE(is_in_order);
  EXPECT_EQ(newest, kValues);
}

}  // namespace
}  // namespace tw::live

#include "orders/order_state.hpp"

#include <gtest/gtest.h>
#include <string>

namespace tw {
namespace {

/// Returns the whole machine as text: a row a state, a column an input, `-` where nothing can come.
std::string table() {
  const auto cell = [](std::string_view text, int column = 0) {
    std::string padded{text};
    padded.resize(column + 1 == kOrderInputs ? 20 : 14, ' ');
    return padded;
  };
  std::string text = cell("");
  for (int input = 0; input < kOrderInputs; ++input) {
    text += cell(to_string(static_cast<OrderInput>(input)), input);
  }
  for (int state = 0; state < kOrderStates; ++state) {
    text += "|\n" + cell(to_string(static_cast<OrderState>(state)));
    for (int input = 0; input < kOrderInputs; ++input) {
      const auto next = next_state(static_cast<OrderState>(state), static_cast<OrderInput>(input));
      text += cell(next ? to_string(*next) : "-", input);
    }
  }
  return text + "|\n";
}

// clang-format off
TEST(OrderState, MovesAsThisTableSays) {
  EXPECT_EQ("\n" + table(), R"(
              ack           reject        trigger       fill          fill_last     cancel_sent   cancel_ack    expire        replace_sent  replace_done  replace_done_partly |
pending       working       rejected      pending       partly_filled filled        cancelling    cancelled     expired       -             -             -                   |
working       -             rejected      working       partly_filled filled        cancelling    cancelled     expired       replacing     -             -                   |
partly_filled -             -             partly_filled partly_filled filled        cancelling    cancelled     expired       replacing     -             -                   |
cancelling    cancelling    rejected      cancelling    cancelling    filled        -             cancelled     expired       -             cancelling    cancelling          |
replacing     -             rejected      replacing     replacing     filled        cancelling    cancelled     expired       -             working       partly_filled       |
filled        -             -             -             -             -             -             -             -             -             -             -                   |
cancelled     -             -             -             -             -             -             -             -             -             -             -                   |
rejected      -             -             -             -             -             -             -             -             -             -             -                   |
expired       -             -             -             -             -             -             -             -             -             -             -                   |
)");
}
// clang-format on

TEST(OrderState, LeavesAnEndNever) {
  int ends = 0;
  for (int state = 0; state < kOrderStates; ++state) {
    if (!is_final(static_cast<OrderState>(state))) continue;
    ends += 1;
    for (int input = 0; input < kOrderInputs; ++input) {
      EXPECT_FALSE(next_state(static_cast<OrderState>(state), static_cast<OrderInput>(input)));
    }
  }
  EXPECT_EQ(ends, 4);
}

TEST(OrderState, NeverGoesBackToPending) {
  for (int state = 1; state < kOrderStates; ++state) {
    for (int input = 0; input < kOrderInputs; ++input) {
      EXPECT_NE(next_state(static_cast<OrderState>(state), static_cast<OrderInput>(input)),
                OrderState::Pending);
    }
  }
}

}  // namespace
}  // namespace tw

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tw::workloads {

/// The input of W5: closes, highs and lows of W1's generator as plain numbers.
struct W5Input {
  std::vector<double> high;
  std::vector<double> low;
  std::vector<double> close;
};

/// Returns that many bars of seed 5501; WORKLOADS.md asks for ten million.
W5Input w5_input(std::size_t bars);

/// What the three forms write to, kept from pass to pass and from indicator to indicator.
struct W5Buffers {
  explicit W5Buffers(std::size_t size)
      : plain(size), batch(size), streaming(size), second(size), third(size) {}

  std::vector<double> plain;
  std::vector<double> batch;
  std::vector<double> streaming;
  std::vector<double> second;  ///< Further lines of an indicator that has several.
  std::vector<double> third;
};

/// CPU seconds of one pass of one indicator, three ways, and whether they agree.
struct W5Pass {
  double plain = 0.0;                   ///< The textbook loop over arrays, as TA-Lib's C has it.
  double batch = 0.0;                   ///< The product's batch form.
  double streaming = 0.0;               ///< The product's class, one `update` a sample.
  bool streaming_equals_batch = false;  ///< To the last bit.
  bool plain_agrees = false;            ///< Within 1e-8 of the plain loop.
};

/// One indicator of W5; `pass` runs it once over the input, into buffers of the same size.
struct W5Indicator {
  std::string_view name;
  W5Pass (*pass)(const W5Input& input, W5Buffers& buffers);
  bool has_streaming_budget = false;  ///< At most 5 ns a sample are asked of it when streaming.
};

/// SMA 30, EMA 30, RSI 14, ATR 14, Bollinger 20/2 and MACD 12/26/9.
const std::vector<W5Indicator>& w5_indicators();

}  // namespace tw::workloads

#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "indicators/candle.hpp"

namespace tw::indicators {

inline constexpr std::size_t kOutputsMax = 9;
/// What an indicator says after one bar, as plain numbers; unused places hold zero.
using Outputs = std::array<double, kOutputsMax>;

/// What comes with one bar: more than any one indicator takes.
struct Sample {
  Candle candle;
  double benchmark = 0.0;
  int session = 0;  ///< Days since 1970.
  bool begins_session = false;
};

/// One indicator behind one face, so that the contract can be asked of all.
struct Probe {
  std::function<std::optional<Outputs>(const Sample&)> update;
  std::function<void()> reset;
  int warmup = 0;
};

/// What one NaN among the samples does. Samples should be finite: this says how a fault shows.
enum class Nan {
  Unspecified,  ///< It takes whole bars, whose integers cannot hold one.
  Passes,       ///< NaN while it is in the window.
  Stays,        ///< NaN until the next reset, as the running state is lost.
};

/// How to make an indicator, and which column of the batch front each of its outputs is.
struct Subject {
  std::string name;
  std::function<Probe()> make;
  std::vector<std::string> columns;
  Nan nan = Nan::Unspecified;
};

/// Every indicator there is, some with several periods.
const std::vector<Subject>& subjects();

}  // namespace tw::indicators

#include "backtest/backtest_report.hpp"

namespace tw::backtest {

std::string to_string(const TimeLabel& label) {
  return label.is_date ? tw::to_string(label.session) : tw::to_string(label.at);
}

}  // namespace tw::backtest

#include "backtest/term_warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace tw::backtest {
namespace {

TEST(TermWarnings, SymbolsThatAreNotInTheRunAreNamedByTheOptionThatNamesThem) {
  const std::vector<Feed> feeds{{.instrument = {.symbol = "AAPL"}, .bars = {}, .range = {}}};
  BacktestSpec spec;
  spec.borrow = {{.symbol = "GME", .annual = {}}, {.symbol = "AAPL", .annual = {}}};
  spec.locates = {{.symbol = "XYZ", .quantity = {}}, {.symbol = "AMC", .quantity = {}}};
  spec.halts = {{.symbol = "AAPL", .from = {}, .to = {}, .reason = {}}};
  std::vector<std::string> warnings;

  warn_of_unused_terms(warnings, spec, feeds);

  EXPECT_THAT(
      warnings,
      testing::ElementsAre(
          "--borrow names a symbol that is not in this run, so nothing came of it: GME.",
          "--locate names symbols that are not in this run, so nothing came of it: XYZ, AMC."));
}

}  // namespace
}  // namespace tw::backtest

#include "workloads/w1_bars.hpp"

#include <gtest/gtest.h>

#include "core/digest.hpp"

namespace tw::workloads {
namespace {

std::string fingerprint(std::string_view text) {
  Digest digest;
  digest.update(std::as_bytes(std::span{text}));
  return digest.hex();
}

TEST(Workloads, W1IsTheMillionBarsThatEveryEngineIsGiven) {
  const BarTable w1 = workloads::w1();
  const std::string csv = to_csv(w1.view({}));

  EXPECT_EQ(w1.size(), 1'000'000u);
  EXPECT_EQ(w1.close.back(), 26'127'380'000);
  EXPECT_EQ(csv.size(), 60'585'570u);
  EXPECT_EQ(fingerprint(csv),
            "9d796d693bec4838652775792ab58d57");  // Of the bytes with SHA-256 4509f6d0092c3f73...
}

TEST(Workloads, W2EndsWhereItMustForTheFirstAndTheLastSymbol) {
  EXPECT_EQ(w2(0).close.back(), 1'186'550'000);
  EXPECT_EQ(w2(499).close.back(), 1'040'020'000);
}

TEST(Workloads, W3HasWeekdaysOnly) {
  const BarTable w3 = workloads::w3();

  EXPECT_EQ(w3.close.back(), 8'495'380'000);
  EXPECT_EQ(fingerprint(to_csv(w3.view({}))),
            "a50d8596b52293627f329f49d52d0d16");  // SHA-256 3db5a0c708c11882...
  for (const std::int32_t day : w3.session) EXPECT_LT(Date{day}.weekday(), Weekday::Saturday);
}

TEST(Workloads, ABarHoldsItsOpenAndClose) {
  const BarTable w3 = workloads::w3();

  for (std::size_t i = 0; i < w3.size(); ++i) {
    EXPECT_LE(w3.low[i], std::min(w3.open[i], w3.close[i]));
    EXPECT_GE(w3.high[i], std::max(w3.open[i], w3.close[i]));
  }
}

}  // namespace
}  // namespace tw::workloads

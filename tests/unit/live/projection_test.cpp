// What the tables say of orders is what the desk held of them: one idea of what a report means.

#include "live/projection.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "formats/journal_record.hpp"

namespace tw::live {
namespace {

constexpr ClientOrderId kFirst = make_client_order_id(1, 1);

/// A projection that is told what a test makes up.
class ToldOrders : public testing::Test {
 protected:
  void SetUp() override {
    sequence_ = 0;
    formats::JournalOpening opening{.code_version = "v",
                                    .mode = "paper",
                                    .started_at = {},
                                    .options = {{"strategy", "sma_cross"}, {"symbols", "UP"}},
                                    .instruments = {}};
    opening.instruments.push_back({.instrument = {.symbol = "UP"}});
    projection_ = Projection::of("paper-1", opening).value();
    const auto bytes = formats::encode(opening);
    take(formats::RecordKind::Opening, bytes);
  }
  void take(formats::RecordKind kind, std::span<const std::byte> payload) {
    sequence_ += 1;
    const auto taken = projection_->take({.sequence = sequence_,
                                          .kind = static_cast<std::uint16_t>(kind),
                                          .version = formats::kRecordVersion,
                                          .payload = payload});
    ASSERT_TRUE(taken.has_value()) << taken.error();
  }
  void tell(const Event& event) {
    formats::RecordBytes bytes;
    std::visit([&](const auto& one) { formats::encode_event({}, one, bytes); }, event);
    take(formats::RecordKind::Event, bytes.view());
  }
  void tell(const formats::RecordedCommand& command) {
    formats::RecordBytes bytes;
    formats::encode(command, bytes);
    take(formats::RecordKind::Command, bytes.view());
  }
  void report(OrderEvent::Kind kind, Quantity quantity = {}) {
    tell(
        OrderEvent{.order = kFirst, .kind = kind, .quantity = quantity, .price = Price::whole(10)});
  }
  /// An order to buy 100 at 10 works.
  void begin() {
    tell(formats::RecordedCommand{.id = kFirst,
                                  .request = OrderRequest{.type = OrderType::Limit,
                                                          .size = Size::units(Quantity::whole(100)),
                                                          .limit = Price::whole(10)}});
    report(OrderEvent::Kind::Accepted);
  }
  store::SessionRows rows() { return projection_->take_rows(); }
  /// Returns the rule of the only risk event; "" where there is none.
  static std::string rule_of(const store::SessionRows& rows) {
    EXPECT_LE(rows.risk.size(), 1U);
    return rows.risk.empty() ? "" : std::string{rows.risk.front().rule};
  }

  std::unique_ptr<Projection> projection_;
  std::uint64_t sequence_ = 0;
};

TEST_F(ToldOrders, AFillThatLeavesNothingEndsItsOrderWhetherItSaysSoOrNot) {
  begin();
  report(OrderEvent::Kind::Filled, Quantity::whole(40));
  report(OrderEvent::Kind::Filled, Quantity::whole(60));

  const auto now = rows();
  ASSERT_EQ(now.orders.size(), 1U);
  EXPECT_EQ(now.orders[0].state, "filled");
  EXPECT_TRUE(now.orders[0].ended_at.has_value());
}

TEST_F(ToldOrders, AFillThatCannotBeTrueIsAMismatchAndNotBooked) {
  begin();
  report(OrderEvent::Kind::Filled, Quantity::whole(101));

  const auto now = rows();
  EXPECT_EQ(rule_of(now), "overfilled");
  EXPECT_TRUE(now.fills.empty());
  EXPECT_EQ(now.orders.at(0).filled, Quantity{});
}

TEST_F(ToldOrders, AnOrderThatEndedIsUnknownWhereverABatchEnds) {
  for (const bool ends_batch : {false, true}) {
    SetUp();
    begin();
    report(OrderEvent::Kind::Cancelled);
    if (ends_batch) rows();
    report(OrderEvent::Kind::Cancelled);

    EXPECT_EQ(rule_of(rows()), "unknown_order") << ends_batch;
  }
}

TEST_F(ToldOrders, AnAnswerToAChangeThatComesAfterTheEndIsNoMismatch) {
  begin();
  report(OrderEvent::Kind::Cancelled);
  report(OrderEvent::Kind::ReplaceRejected);
  rows();
  report(OrderEvent::Kind::ReplaceRejected);

  EXPECT_EQ(rule_of(rows()), "");
}

TEST_F(ToldOrders, ASplitReachesTheOrdersThatWork) {
  begin();
  report(OrderEvent::Kind::Filled, Quantity::whole(40));
  tell(CorporateAction{.kind = CorporateAction::Kind::Split, .numerator = 2});

  const auto split = rows();
  EXPECT_EQ(split.orders.at(0).quantity, Quantity::whole(200));
  EXPECT_EQ(split.orders.at(0).filled, Quantity::whole(80));
  EXPECT_EQ(split.orders.at(0).limit, Price::whole(5));
  report(OrderEvent::Kind::Filled, Quantity::whole(120));
  EXPECT_EQ(rows().orders.at(0).state, "filled");
}

TEST_F(ToldOrders, AFillOfNobodysOrderIsTheVenuesOnlyWhereItSaysWhy) {
  tell(OrderEvent{.kind = OrderEvent::Kind::Filled, .quantity = Quantity::whole(1)});
  EXPECT_EQ(rule_of(rows()), "unknown_order");

  tell(OrderEvent{.kind = OrderEvent::Kind::Filled,
                  .reason = OrderReason::MarginCall,
                  .is_last = true,
                  .quantity = Quantity::whole(1),
                  .price = Price::whole(10)});
  const auto now = rows();
  ASSERT_EQ(now.orders.size(), 1U);
  EXPECT_LT(now.orders[0].id, 0);
  EXPECT_EQ(now.orders[0].tag, "margin_call");
  EXPECT_EQ(now.orders[0].state, "filled");
}

}  // namespace
}  // namespace tw::live

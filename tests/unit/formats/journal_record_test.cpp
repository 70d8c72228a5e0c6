#include "formats/journal_record.hpp"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "formats/journal_text.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/risk_engine.hpp"

namespace tw::formats {
namespace {

const Stamp kStamp{.at = Timestamp::from_seconds(1'556'049'600), .sequence = 17};

/// One event of each kind, no field at its default.
const std::vector<Event> kEvents{
    Quote{InstrumentId{1},
          {5},
          Price::whole(10),
          Price::whole(11),
          Quantity::whole(3),
          Quantity::whole(4)},
    Print{InstrumentId{1}, {6}, Price::whole(10), Quantity::whole(2)},
    Bar{InstrumentId{1},
        Date{17'000},
        {7},
        {8},
        Price::whole(1),
        Price::whole(4),
        Price::whole(1),
        Price::whole(3),
        Volume::whole(9)},
    Observation{SeriesId{3}, {9}, {10}, -0.25},
    CorporateAction{InstrumentId{1}, CorporateAction::Kind::SymbolChange, Date{16'000}, 7, 2,
                    Price::whole(3), Currency{"EUR"}, "META"},
    SessionChange{CalendarKind::Cme, Date{15'000}, true},
    OrderEvent{.order = make_client_order_id(4, 9),
               .instrument = InstrumentId{1},
               .kind = OrderEvent::Kind::Filled,
               .reason = OrderReason::MarginCall,
               .side = Side::Sell,
               .is_last = true,
               .is_at_close = true,
               .currency = Currency{"EUR"},
               .quantity = Quantity::whole(5),
               .price = Price::whole(6),
               .commission = Money::whole(1),
               .execution = 77,
               .event_at = {11}},
    TimerFired{12},
    FeedStatus{InstrumentId{1}, FeedStatus::Kind::Gap},
    CashEvent{CashEvent::Kind::Dividend, Currency{"EUR"}, Money::whole(-3)},
    Control{Control::Kind::LeaveAndClose, InstrumentId{1}},
};

std::vector<std::byte> bytes_of(const Event& event) {
  RecordBytes bytes;
  std::visit([&](const auto& one) { encode_event(kStamp, one, bytes); }, event);
  return {bytes.view().begin(), bytes.view().end()};
}

TEST(JournalRecord, EveryKindOfEventComesBackAsItWas) {
  ASSERT_EQ(kEvents.size(), std::variant_size_v<Event>);
  for (const Event& event : kEvents) {
    const std::vector<std::byte> bytes = bytes_of(event);

    const auto read = decode_event(bytes);

    ASSERT_TRUE(read.has_value()) << kind_of(event);
    EXPECT_EQ(read->stamp.at, kStamp.at);
    EXPECT_EQ(read->stamp.sequence, kStamp.sequence);
    EXPECT_EQ(read->event.index(), event.index());
    EXPECT_EQ(bytes_of(read->event), bytes) << kind_of(event);
  }
}

TEST(JournalRecord, ABarAndAnOrderEventKeepEachField) {
  const auto bar = std::get<Bar>(decode_event(bytes_of(kEvents[2]))->event);
  const auto fill = std::get<OrderEvent>(decode_event(bytes_of(kEvents[6]))->event);

  EXPECT_EQ(bar.session, Date{17'000});
  EXPECT_EQ(bar.end, Timestamp{8});
  EXPECT_EQ(bar.high, Price::whole(4));
  EXPECT_EQ(bar.volume, Volume::whole(9));
  EXPECT_EQ(fill.order, make_client_order_id(4, 9));
  EXPECT_EQ(fill.reason, OrderReason::MarginCall);
  EXPECT_EQ(fill.side, Side::Sell);
  EXPECT_TRUE(fill.is_at_close);
  EXPECT_EQ(fill.currency, Currency{"EUR"});
  EXPECT_EQ(fill.commission, Money::whole(1));
  EXPECT_EQ(fill.execution, 77U);
}

TEST(JournalRecord, ACutRecordIsNoneWhereverItIsCut) {
  for (const Event& event : kEvents) {
    const std::vector<std::byte> bytes = bytes_of(event);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      ASSERT_FALSE(decode_event(std::span{bytes}.first(size)).has_value()) << kind_of(event);
    }
    std::vector<std::byte> longer = bytes;
    longer.push_back({});
    ASSERT_FALSE(decode_event(longer).has_value()) << kind_of(event);
  }
}

TEST(JournalRecord, AnEnumBeyondItsLastValueIsDamage) {
  std::vector<std::byte> control = bytes_of(Control{Control::Kind::LeaveAndClose});
  control[control.size() - 1 - sizeof(InstrumentId)] = std::byte{7};

  EXPECT_FALSE(decode_event(control).has_value());
}

TEST(JournalRecord, ReadsEveryKindAndReasonThatAVenueReports) {
  const auto kinds = std::to_underlying(OrderEvent::Kind::ReplaceRejected);
  const auto reasons = std::to_underlying(kLastOrderReason);
  for (int i = 0; i <= std::max<int>(kinds, reasons); ++i) {
    const OrderEvent event{.kind = static_cast<OrderEvent::Kind>(std::min<int>(i, kinds)),
                           .reason = static_cast<OrderReason>(std::min<int>(i, reasons))};
    EXPECT_TRUE(decode_event(bytes_of(event)).has_value()) << i;
    EXPECT_NE(to_string(event.reason), "unknown");
  }
  EXPECT_EQ(to_string(static_cast<OrderReason>(reasons + 1)), "unknown");
}

TEST(JournalRecord, AReplacementKeepsEachTerm) {
  const std::vector<Instrument> instruments{{.id = InstrumentId{0}, .symbol = "SPX"}};
  portfolio::Portfolio portfolio{instruments, kUsd, Money::whole(1'000)};
  portfolio.mark(InstrumentId{0}, Price::whole(10));
  Blotter blotter{4, 1};
  risk::RiskEngine gate{{}};
  gate.set_state(risk::TradingState::Open);
  const risk::Desk desk{.instruments = instruments, .portfolio = portfolio, .blotter = blotter};
  const OrderRequest request{.type = OrderType::StopLimit,
                             .size = Size::units(Quantity::whole(5)),
                             .limit = Price::whole(12),
                             .stop = Price::whole(11)};
  const ClientOrderId id = blotter.next_id();
  blotter.book(id, gate.check(request, Quantity::whole(5), desk).value(), {});
  ASSERT_TRUE(blotter.apply({.order = id}).has_value());
  const OrderChange change{
      .quantity = Quantity::whole(4), .limit = Price::whole(14), .stop = Price::whole(13)};
  RecordBytes bytes;

  encode(ReplaceOrder{id, InstrumentId{0}, Side::Buy, gate.check(id, change, desk).value()}, bytes);

  const auto read = decode_command(bytes.view());
  ASSERT_TRUE(read && read->change);
  EXPECT_FALSE(read->request);
  EXPECT_EQ(read->id, id);
  EXPECT_EQ(read->change->change, change);
  const std::vector<JournalInstrument> names{{.instrument = instruments.front()}};
  EXPECT_EQ(describe(*read, names), "replace 4-1 buy SPX quantity 4 limit 14 stop 13");
  for (std::size_t size = 0; size < bytes.view().size(); ++size) {
    ASSERT_FALSE(decode_command(bytes.view().first(size)).has_value());
  }
}

TEST(JournalRecord, WhatIsReadFromAnyBytesIsWrittenAsThoseBytes) {
  std::mt19937_64 random{20'261'126};
  std::size_t accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::vector<std::byte> bytes = bytes_of(kEvents[random() % kEvents.size()]);
    bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    const auto read = decode_event(bytes);
    if (!read) continue;
    accepted += 1;
    RecordBytes again;
    std::visit([&](const auto& one) { encode_event(read->stamp, one, again); }, read->event);
    ASSERT_TRUE(std::ranges::equal(again.view(), bytes));
  }
  EXPECT_GT(accepted, 100'000U);
}

TEST(JournalRecord, ACommandThatIsReadFromAnyBytesIsWrittenAsThoseBytes) {
  std::mt19937_64 random{20'261'127};
  RecordBytes written;
  encode(RecordedCommand{.id = make_client_order_id(1, 2),
                         .request = OrderRequest{.size = Size::units(Quantity::whole(5)),
                                                 .trail = Trail::amount(Price::whole(2)),
                                                 .tag = "exit"}},
         written);
  std::size_t accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::vector<std::byte> bytes{written.view().begin(), written.view().end()};
    bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    const auto read = decode_command(bytes);
    if (!read) continue;
    accepted += 1;
    RecordBytes again;
    encode(*read, again);
    ASSERT_TRUE(std::ranges::equal(again.view(), bytes));
  }
  EXPECT_GT(accepted, 100'000U);
}

TEST(JournalRecord, ASizeIsReadOnlyAsItIsWritten) {
  RecordedCommand command{.id = make_client_order_id(1, 2),
                          .request = OrderRequest{.size = Size::units(Quantity::whole(5))}};
  RecordBytes written;
  encode(command, written);
  std::vector<std::byte> bytes{written.view().begin(), written.view().end()};
  ASSERT_TRUE(decode_command(bytes).has_value());
  const double both = 0.5;
  const double neither = std::numeric_limits<double>::quiet_NaN();
  const Quantity quantity = Quantity::whole(5);
  const auto at = std::ranges::search(bytes, std::as_bytes(std::span{&quantity, 1})).begin();
  const std::span fraction{at + sizeof quantity, sizeof both};

  std::memcpy(fraction.data(), &both, sizeof both);
  EXPECT_FALSE(decode_command(bytes).has_value()) << "units and a fraction of the account";
  std::memcpy(fraction.data(), &neither, sizeof neither);
  EXPECT_FALSE(decode_command(bytes).has_value());
}

TEST(JournalRecord, AnOpeningKeepsOptionsAndInstruments) {
  const JournalOpening opening{.code_version = "0.1.0+abc",
                               .mode = "paper",
                               .started_at = {123},
                               .options = {{"strategy", "sma_cross"}, {"parameters.fast", "10"}},
                               .instruments = {{.instrument = {.id = InstrumentId{0},
                                                               .symbol = "ES",
                                                               .currency = Currency{"USD"},
                                                               .calendar = CalendarKind::Cme,
                                                               .tick = Price::from_raw(25'000'000),
                                                               .lot = Quantity::whole(1),
                                                               .multiplier = 50,
                                                               .sector = "Index"},
                                                .timeframe = {Timeframe::Unit::Minute, 5},
                                                .first_session = Date{18'000},
                                                .sleeve = 2,
                                                .units = SplitScale::of(7, 1)}}};

  const auto read = decode_opening(encode(opening));

  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->code_version, opening.code_version);
  EXPECT_EQ(read->mode, "paper");
  EXPECT_EQ(read->started_at, Timestamp{123});
  EXPECT_EQ(read->options, opening.options);
  ASSERT_EQ(read->instruments.size(), 1U);
  const JournalInstrument& one = read->instruments.front();
  EXPECT_EQ(one.instrument.symbol, "ES");
  EXPECT_EQ(one.instrument.tick, Price::from_raw(25'000'000));
  EXPECT_EQ(one.instrument.multiplier, 50);
  EXPECT_EQ(one.timeframe, (Timeframe{Timeframe::Unit::Minute, 5}));
  EXPECT_EQ(one.first_session, Date{18'000});
  EXPECT_EQ(one.sleeve, 2U);
  EXPECT_EQ(one.units, SplitScale::of(7, 1));
}

TEST(JournalRecord, AnOpeningWithADamagedCountAsksForNoMemory) {
  std::vector<std::byte> bytes = encode(JournalOpening{.options = {{"a", "b"}}});
  std::ranges::fill(bytes, std::byte{0xFF});

  EXPECT_FALSE(decode_opening(bytes).has_value());
}

TEST(JournalText, ReadsAsALineWithTheNamesOfInstruments) {
  const std::vector<JournalInstrument> instruments{
      {.instrument = {.id = InstrumentId{1}, .symbol = "SPX"}}};

  EXPECT_EQ(describe({kStamp, kEvents[2]}, instruments),
            "2019-04-23T20:00:00Z #17 bar SPX open 1 high 4 low 1 close 3");
  EXPECT_EQ(describe({kStamp, kEvents[6]}, instruments),
            "2019-04-23T20:00:00Z #17 order 4-9 filled sell SPX quantity 5 price 6 commission 1 "
            "margin_call");
  EXPECT_EQ(describe(RecordedCommand{.id = make_client_order_id(1, 3), .request = std::nullopt},
                     instruments),
            "cancel 1-3");
  EXPECT_EQ(describe({kStamp, kEvents.back()}, instruments),
            "2019-04-23T20:00:00Z #17 control leave_and_close SPX");
}

TEST(JournalText, TellsTheFirstMomentThereIsAndTheLastDate) {
  const Stamped first{{.at = {std::numeric_limits<std::int64_t>::min()}},
                      SessionChange{.session = Date{std::numeric_limits<std::int32_t>::max()}}};

  EXPECT_EQ(describe(first, {}),
            "1677-09-21T00:12:43.145224192Z #0 session nyse 5881580-07-11 closed");
}

TEST(JournalText, AChangeOfTheUniverseHasItsNameAndWasOnceReadBeyondATable) {
  const std::vector<JournalInstrument> instruments{
      {.instrument = {.id = InstrumentId{1}, .symbol = "SPX"}}};
  const auto text = [&](Control::Kind kind) {
    return describe({kStamp, Control{.kind = kind, .instrument = InstrumentId{1}}}, instruments);
  };

  EXPECT_EQ(text(Control::Kind::Open), "2019-04-23T20:00:00Z #17 control open");
  EXPECT_EQ(text(Control::Kind::Join), "2019-04-23T20:00:00Z #17 control join SPX");
  EXPECT_EQ(text(Control::Kind::LeaveAndClose),
            "2019-04-23T20:00:00Z #17 control leave_and_close SPX");
}

}  // namespace
}  // namespace tw::formats

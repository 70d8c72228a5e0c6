#include "formats/journal_record.hpp"

#include <utility>
#include <variant>

#include "formats/record_fields.hpp"

namespace tw::formats {

template <>
inline constexpr std::uint8_t kLast<Side> = std::to_underlying(Side::Sell);
template <>
inline constexpr std::uint8_t kLast<OrderType> = std::to_underlying(OrderType::LimitOnClose);
template <>
inline constexpr std::uint8_t kLast<TimeInForce> = std::to_underlying(TimeInForce::Opg);
template <>
inline constexpr std::uint8_t kLast<OrderReason> = std::to_underlying(kLastOrderReason);
template <>
inline constexpr std::uint8_t kLast<OrderEvent::Kind> =
    std::to_underlying(OrderEvent::Kind::ReplaceRejected);
template <>
inline constexpr std::uint8_t kLast<CorporateAction::Kind> =
    std::to_underlying(CorporateAction::Kind::Delisting);
template <>
inline constexpr std::uint8_t kLast<CalendarKind> = std::to_underlying(CalendarKind::Cme);
template <>
inline constexpr std::uint8_t kLast<FeedStatus::Kind> = std::to_underlying(FeedStatus::Kind::Down);
template <>
inline constexpr std::uint8_t kLast<CashEvent::Kind> =
    std::to_underlying(CashEvent::Kind::WriteOff);
template <>
inline constexpr std::uint8_t kLast<Control::Kind> =
    std::to_underlying(Control::Kind::LeaveAndClose);
template <>
inline constexpr std::uint8_t kLast<Timeframe::Unit> = std::to_underlying(Timeframe::Unit::Month);

namespace {

/// `Of<T>` is a T to read into or a const T to write.
template <class T, class Value>
concept Of = std::same_as<std::remove_const_t<T>, Value>;

// The fields of each kind, once for both directions. Their order is the form of files: a change of
// it is another kRecordVersion.
template <class Io>
void fields(Io& io, Of<Quote> auto& quote) {
  io(quote.instrument, quote.event_at, quote.bid, quote.ask, quote.bid_size, quote.ask_size);
}
template <class Io>
void fields(Io& io, Of<Print> auto& print) {
  io(print.instrument, print.event_at, print.price, print.size);
}
template <class Io>
void fields(Io& io, Of<Bar> auto& bar) {
  io(bar.instrument, bar.session, bar.start, bar.end, bar.open, bar.high, bar.low, bar.close,
     bar.volume);
}
template <class Io>
void fields(Io& io, Of<Observation> auto& observation) {
  io(observation.series, observation.event_at, observation.known_at, observation.value);
}
template <class Io>
void fields(Io& io, Of<CorporateAction> auto& action) {
  io(action.instrument, action.kind, action.ex_date, action.numerator, action.denominator,
     action.amount, action.currency, action.symbol);
}
template <class Io>
void fields(Io& io, Of<SessionChange> auto& change) {
  io(change.calendar, change.session, change.is_open);
}
template <class Io>
void fields(Io& io, Of<OrderEvent> auto& event) {
  io(event.order, event.instrument, event.kind, event.reason, event.side, event.is_last,
     event.is_at_close, event.currency, event.quantity, event.price, event.commission,
     event.execution, event.event_at);
}
template <class Io>
void fields(Io& io, Of<TimerFired> auto& fired) {
  io(fired.timer);
}
template <class Io>
void fields(Io& io, Of<FeedStatus> auto& status) {
  io(status.instrument, status.kind);
}
template <class Io>
void fields(Io& io, Of<CashEvent> auto& event) {
  io(event.kind, event.currency, event.amount);
}
template <class Io>
void fields(Io& io, Of<Control> auto& control) {
  io(control.kind, control.instrument);
}
template <class Io>
void fields(Io& io, Of<OrderRequest> auto& request) {
  io(request.instrument, request.side, request.type, request.time_in_force, request.reduce_only,
     request.outside_hours, request.group, request.size, request.limit, request.stop, request.trail,
     request.limit_offset, request.expires_at, request.parent, request.correlation, request.tag);
}
template <class Io>
void fields(Io& io, Of<OrderChange> auto& change) {
  io(change.quantity, change.limit, change.stop, change.trail, change.limit_offset);
}
template <class Io>
void fields(Io& io, Of<RecordedChange> auto& recorded) {
  io(recorded.instrument, recorded.side);
  fields(io, recorded.change);
}
template <class Io>
void fields(Io& io, Of<Instrument> auto& instrument) {
  io(instrument.id, instrument.symbol, instrument.currency, instrument.calendar, instrument.tick,
     instrument.lot, instrument.multiplier, instrument.sector);
}

template <class Io>
void fields(Io& io, Of<JournalCheckpoint> auto& checkpoint) {
  io(checkpoint.events, checkpoint.commands, checkpoint.commands_hash, checkpoint.equity,
     checkpoint.cash, checkpoint.realised, checkpoint.orders, checkpoint.books_hash);
}

/// The place of an alternative in `Event`, which is its number in files.
template <class One, std::size_t kIndex = 0>
constexpr std::uint8_t index_in_event() {
  if constexpr (std::same_as<One, std::variant_alternative_t<kIndex, Event>>) {
    return kIndex;
  } else {
    return index_in_event<One, kIndex + 1>();
  }
}

/// Reads the alternative of that number into `event`.
template <std::size_t kIndex = 0>
void read_alternative(std::size_t index, FieldReader& io, Event& event) {
  if constexpr (kIndex < std::variant_size_v<Event>) {
    if (index == kIndex) return fields(io, event.emplace<kIndex>());
    read_alternative<kIndex + 1>(index, io, event);
  } else {
    io.fail();
  }
}

// Which command it is.
constexpr std::uint8_t kSubmit = 0;
constexpr std::uint8_t kCancel = 1;
constexpr std::uint8_t kReplace = 2;

// Lists are bounded, so that a damaged length cannot ask for all memory.
constexpr std::uint32_t kListMax = 1U << 20;

std::uint32_t read_count(FieldReader& io) {
  std::uint32_t count = 0;
  io(count);
  if (count > kListMax) io.fail();
  return io.is_good() ? count : 0;
}

}  // namespace

template <class One>
void encode_event(const events::Stamp& stamp, const One& event, RecordBytes& bytes) {
  FieldWriter io{bytes.room()};
  io(stamp.at, stamp.sequence, index_in_event<One>());
  fields(io, event);
  bytes.set_size(io.bytes().size());
}

template void encode_event(const events::Stamp&, const Quote&, RecordBytes&);
template void encode_event(const events::Stamp&, const Print&, RecordBytes&);
template void encode_event(const events::Stamp&, const Bar&, RecordBytes&);
template void encode_event(const events::Stamp&, const Observation&, RecordBytes&);
template void encode_event(const events::Stamp&, const CorporateAction&, RecordBytes&);
template void encode_event(const events::Stamp&, const SessionChange&, RecordBytes&);
template void encode_event(const events::Stamp&, const OrderEvent&, RecordBytes&);
template void encode_event(const events::Stamp&, const TimerFired&, RecordBytes&);
template void encode_event(const events::Stamp&, const FeedStatus&, RecordBytes&);
template void encode_event(const events::Stamp&, const CashEvent&, RecordBytes&);
template void encode_event(const events::Stamp&, const Control&, RecordBytes&);

namespace {

void encode_command(const RecordedCommand& command, RecordBytes& bytes) {
  FieldWriter io{bytes.room()};
  io(command.request ? kSubmit : command.change ? kReplace : kCancel, command.id);
  if (command.request) fields(io, *command.request);
  if (command.change) fields(io, *command.change);
  bytes.set_size(io.bytes().size());
}

}  // namespace

void encode(const Command& command, RecordBytes& bytes) {
  if (const auto* submit = std::get_if<SubmitOrder>(&command)) {
    encode_command({.id = submit->id, .request = *submit->request}, bytes);
  } else if (const auto* cancel = std::get_if<CancelOrder>(&command)) {
    encode_command({.id = cancel->id}, bytes);
  } else {
    const auto& replace = std::get<ReplaceOrder>(command);
    const RecordedChange change{
        .instrument = replace.instrument, .side = replace.side, .change = *replace.change};
    encode_command({.id = replace.id, .change = change}, bytes);
  }
}

void encode(const RecordedCommand& command, RecordBytes& bytes) { encode_command(command, bytes); }

void encode(const JournalCheckpoint& checkpoint, RecordBytes& bytes) {
  FieldWriter io{bytes.room()};
  fields(io, checkpoint);
  bytes.set_size(io.bytes().size());
}

std::vector<std::byte> encode(const JournalOpening& opening) {
  constexpr std::size_t kFixedBytes = 256;  // More than any record's fields without its texts.
  std::size_t room = kFixedBytes + opening.code_version.size() + opening.mode.size();
  for (const auto& [key, value] : opening.options) room += kFixedBytes + key.size() + value.size();
  for (const JournalInstrument& one : opening.instruments) {
    room += kFixedBytes + one.instrument.symbol.size() + one.instrument.sector.size();
  }
  std::vector<std::byte> bytes(room);
  FieldWriter io{bytes};
  io(opening.code_version, opening.mode, opening.started_at,
     static_cast<std::uint32_t>(opening.options.size()));
  for (const auto& [key, value] : opening.options) io(key, value);
  io(static_cast<std::uint32_t>(opening.instruments.size()));
  for (const JournalInstrument& one : opening.instruments) {
    fields(io, one.instrument);
    io(one.timeframe.unit, one.timeframe.count, one.first_session, one.sleeve,
       one.units.numerator(), one.units.denominator());
  }
  bytes.resize(io.bytes().size());
  return bytes;
}

std::optional<Stamped> decode_event(std::span<const std::byte> bytes) {
  FieldReader io{bytes};
  Stamped stamped;
  std::uint8_t index = 0;
  io(stamped.stamp.at, stamped.stamp.sequence, index);
  read_alternative(index, io, stamped.event);
  if (!io.is_done()) return std::nullopt;
  return stamped;
}

std::optional<RecordedCommand> decode_command(std::span<const std::byte> bytes) {
  FieldReader io{bytes};
  RecordedCommand command;
  std::uint8_t kind = 0;
  io(kind, command.id);
  if (kind > kReplace) io.fail();
  if (kind == kSubmit) fields(io, command.request.emplace());
  if (kind == kReplace) fields(io, command.change.emplace());
  if (!io.is_done()) return std::nullopt;
  return command;
}

std::optional<JournalCheckpoint> decode_checkpoint(std::span<const std::byte> bytes) {
  FieldReader io{bytes};
  JournalCheckpoint checkpoint;
  fields(io, checkpoint);
  if (!io.is_done()) return std::nullopt;
  return checkpoint;
}

std::optional<JournalOpening> decode_opening(std::span<const std::byte> bytes) {
  FieldReader io{bytes};
  JournalOpening opening;
  io(opening.code_version, opening.mode, opening.started_at);
  for (std::uint32_t left = read_count(io); left > 0 && io.is_good(); --left) {
    JournalOption& option = opening.options.emplace_back();
    io(option.key, option.value);
  }
  for (std::uint32_t left = read_count(io); left > 0 && io.is_good(); --left) {
    JournalInstrument& one = opening.instruments.emplace_back();
    fields(io, one.instrument);
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    io(one.timeframe.unit, one.timeframe.count, one.first_session, one.sleeve, numerator,
       denominator);
    if (numerator <= 0 || denominator <= 0) {
      io.fail();
    } else {
      one.units = SplitScale::of(numerator, denominator);
      if (one.units.numerator() != numerator) io.fail();  // It was not in lowest terms.
    }
  }
  if (!io.is_done()) return std::nullopt;
  return opening;
}

}  // namespace tw::formats

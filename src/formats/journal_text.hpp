#pragma once

#include <span>
#include <string>
#include <string_view>

#include "formats/journal_record.hpp"

namespace tw::formats {

/// Returns "2019-04-23T20:00:00Z #17 bar SPX open 2907.06 high 2936.31 low 2903.86 close 2933.68".
/// An instrument that the opening does not have is shown by its number.
std::string describe(const Stamped& event, std::span<const JournalInstrument> instruments);

/// Returns "submit 1-3 buy SPX stop all stop 2785.2 tag stop"; an order is session-sequence.
std::string describe(const RecordedCommand& command,
                     std::span<const JournalInstrument> instruments);

/// Returns "12000 events, 40 commands, equity 100210.5 cash 5 realised 210.5 orders 2 ...".
std::string describe(const JournalCheckpoint& checkpoint);
/// Returns a command as it stands in a journal.
RecordedCommand recorded_of(const Command& command);

/// Returns "1-7": session and sequence.
std::string order_name(ClientOrderId id);

std::string_view to_string(Control::Kind kind);
std::string_view to_string(OrderEvent::Kind kind);

/// Returns the name of an event's kind as JSON has it: "bar", "order", "cash".
std::string_view kind_of(const Event& event);

}  // namespace tw::formats

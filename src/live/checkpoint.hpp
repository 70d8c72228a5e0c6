#pragma once

#include <cstdint>

#include "backtest/command_digest.hpp"
#include "engine/order_desk.hpp"
#include "formats/journal_record.hpp"

namespace tw::live {

/// Returns where a session stands: its books, and a fingerprint of every lot and working order.
formats::JournalCheckpoint checkpoint_of(std::uint64_t events,
                                         const backtest::CommandDigest& commands,
                                         const engine::OrderDesk& desk);

}  // namespace tw::live

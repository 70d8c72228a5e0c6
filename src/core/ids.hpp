#pragma once

#include <cstddef>
#include <cstdint>

namespace tw::inline core {

/// Dense from 0, so that arrays index by it. Meaning lives in the instrument table of the run.
enum class InstrumentId : std::uint32_t {};

constexpr std::size_t index_of(InstrumentId id) { return static_cast<std::size_t>(id); }

/// Names one order for ever: session in the upper 32 bits, sequence from 1 in the lower.
/// Zero names no order.
enum class ClientOrderId : std::uint64_t {};

inline constexpr ClientOrderId kNoOrder{0};

constexpr ClientOrderId make_client_order_id(std::uint32_t session, std::uint32_t sequence) {
  return ClientOrderId{(std::uint64_t{session} << 32) | sequence};
}
constexpr std::uint32_t sequence_of(ClientOrderId id) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(id));
}

/// Ties a decision to everything that came of it. Zero is "none".
enum class CorrelationId : std::uint64_t {};

}  // namespace tw::inline core

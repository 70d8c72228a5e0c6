#pragma once

#include <cstdint>

#include "core/date.hpp"
#include "core/money.hpp"
#include "core/ratio.hpp"

namespace tw::sim {

/// Whose fees are passed on to who sells.
enum class RegulatoryFees : std::uint8_t {
  None,
  Us,  ///< The SEC's section 31 fee and FINRA's trading activity fee, on sales of US shares.
};

/// Returns the section 31 rate of sales on `session`, a fraction of their value.
///
/// Before the first entry of the table, 2009-04-10, that entry's rate stands for all.
/// Source: SEC fee rate advisories under section 31 of the Exchange Act (15 U.S.C. 78ee) and
///         17 CFR 240.31; the last is Release 34-104909 of 2026-02-27.
Ratio section_31_rate(Date session);

/// What FINRA asks of each share sold, and at most of one trade.
struct TradingActivityFee {
  Price per_share;
  Money maximum;
};

/// Returns the trading activity fee of sales on `session`; before 2011-07-01 the rate that ended
/// then.
/// Source: FINRA By-Laws, Schedule A, section 1; Regulatory Notices 11-27 and 12-06,
/// SR-FINRA-2012-023,
///         SR-FINRA-2020-032 (2022 to 2024) and SR-FINRA-2024-019 (2026 on).
TradingActivityFee trading_activity_fee(Date session);

/// Returns what a sale of `quantity` shares for `value` costs in fees: exact to 1e-8, where brokers
/// may round up to the cent.
/// Units: both without sign, in US dollars.
Money fees_of_sale(Date session, Quantity quantity, Money value);

}  // namespace tw::sim

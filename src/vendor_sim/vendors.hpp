#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "vendor_sim/question.hpp"
#include "vendor_sim/stream_voice.hpp"

namespace tw::vendor_sim {

// How each vendor answers over HTTP, in its own words and numbers. Source: the vendors' pages; what
// an adapter of ours does not ask for is answered as an unknown path.
Answered answer_yahoo(const Question& question, const Catalog& catalog);
Answered answer_alpha_vantage(const Question& question, const Catalog& catalog);
Answered answer_polygon(const Question& question, const Catalog& catalog);
Answered answer_twelve_data(const Question& question, const Catalog& catalog);
Answered answer_finnhub(const Question& question, const Catalog& catalog);
Answered answer_alpaca(const Question& question, const Catalog& catalog);
Answered answer_tiingo(const Question& question, const Catalog& catalog);
Answered answer_stooq(const Question& question, const Catalog& catalog);
Answered answer_iex(const Question& question, const Catalog& catalog);

/// One vendor that the double can be.
struct SimVendor {
  std::string_view name;  ///< Prefix of its paths, and its name in fault switches.
  Answered (*answer)(const Question& question, const Catalog& catalog);
  std::string_view stream;  ///< Path of its stream behind the prefix; empty when it has none.
  std::unique_ptr<StreamVoice> (*voice)(const Catalog& catalog) = nullptr;
};

inline constexpr std::array<SimVendor, 9> kSimVendors{{
    {"yahoo", answer_yahoo, "/stream", yahoo_voice},
    {"alphavantage", answer_alpha_vantage, ""},
    {"polygon", answer_polygon, "/stocks", polygon_voice},
    {"twelvedata", answer_twelve_data, "/v1/quotes/price", twelve_data_voice},
    {"finnhub", answer_finnhub, "/ws", finnhub_voice},
    {"alpaca", answer_alpaca, "/v2/iex", alpaca_voice},
    {"tiingo", answer_tiingo, "/iex", tiingo_voice},
    {"stooq", answer_stooq, ""},
    {"iex", answer_iex, ""},
}};

/// Returns the vendor of that name; nullptr when there is none.
const SimVendor* vendor_named(std::string_view name);

}  // namespace tw::vendor_sim

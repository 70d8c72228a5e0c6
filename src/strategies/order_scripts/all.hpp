#pragma once

#include "strategies/order_scripts/bracket.hpp"
#include "strategies/order_scripts/dated_entry.hpp"
#include "strategies/order_scripts/market.hpp"
#include "strategies/order_scripts/protected_entry.hpp"

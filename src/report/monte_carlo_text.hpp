#pragma once

#include <string>

#include "report/terminal_text.hpp"
#include "research/monte_carlo.hpp"

namespace tw::report {

/// Returns one sentence that says what the method does to the history.
std::string meaning_of(const research::MonteCarloReport& report);

/// Returns a value of the distribution as it is read: "12.34%" or "1.23"; "n/a".
std::string figure_text(const research::Distribution& spread, double value);

/// Returns "Deeper than -20%".
std::string chance_label(const research::Chance& chance);

/// Returns one sentence on the costs at which nothing is left.
std::string break_even_text(const research::MonteCarloReport& report);

/// Returns the simulation as a table with a fan of characters.
std::string monte_carlo_table(const research::MonteCarloReport& report,
                              const TerminalOptions& options);

}  // namespace tw::report

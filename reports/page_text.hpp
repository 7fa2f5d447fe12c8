/// The page of the HTML report, joined from reports/page at build time.
#pragma once
#include <string_view>

namespace clino {

/// HTML with two places to fill: @DATA@ (the run as JSON) and @PLAIN@ (a table for readers without scripts).
std::string_view page_text();

}  // namespace clino

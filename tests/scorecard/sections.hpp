/// The sections of the scorecard; each prints Markdown and returns 0 when the product is as good as it claims.
#pragma once

namespace clino::scorecard {

int custom_gradients();

}  // namespace clino::scorecard

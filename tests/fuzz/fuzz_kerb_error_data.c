/* Reads the input as the e-data of a KRB-ERROR.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/kerb_error_data.h"

static void read_input(struct bytes input)
{
    struct kerb_error_data data = kerb_error_data_read(input);

    expect(data.has_nt_status || data.nt_status == 0);
}

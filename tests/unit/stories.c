/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

struct scene_connection *story_connect(struct scene *scene)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    return scene_connect(scene, CLIENT, SERVER, 135);
}

static void take_nt_status(struct scene *scene, const struct telling *how)
{
    scene->error.has_nt_status = how->nt_status != 0;
    scene->error.nt_status = how->nt_status;
}

void story_as_refused(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    take_nt_status(scene, how);
    scene_as_refused(scene, CLIENT, DC1, USER, how->code);
    scene_client_fin(scene, connection);
}

void story_tgs_refused(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    take_nt_status(scene, how);
    scene_tgs_refused(scene, CLIENT, DC2, how->name ? how->name : SPN, how->code);
    scene_client_fin(scene, connection);
}

void story_tgt_of_other_kdc(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    story_tgs_refused(scene, how);
}
